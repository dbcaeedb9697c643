/** A seeded source of chance: the same seed always draws the same picture. */
export interface Chance {
  /** 0 ≤ value < 1. */
  next(): number;
  between(low: number, high: number): number;
  /** `value` varied by at most ± `share` (0.08 is eight per cent). */
  vary(value: number, share: number): number;
  pick<T>(choices: readonly T[]): T;
}

const hash = (text: string): number => {
  let h = 2166136261;
  for (const char of text) h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 16777619);
  return h;
};

/** Chance from a text seed such as `lot-07` (FNV-1a into mulberry32). */
export function chanceOf(seed: string): Chance {
  let state = hash(seed) | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number) => low + next() * (high - low);
  return {
    next,
    between,
    vary: (value, share) => value * (1 + between(-share, share)),
    pick: (choices) => {
      const chosen = choices[Math.floor(next() * choices.length)];
      if (chosen === undefined) throw new Error('chance: nothing to pick from');
      return chosen;
    },
  };
}
