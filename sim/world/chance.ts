import type { Chance } from '../../lib/shared/ports';

/** 32-bit FNV-1a of a text, so that each stream of chance has a name. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  return h >>> 0;
}

/**
 * A stream of chance of its own for each name under one seed (mulberry32): taking one thing out of a
 * plan leaves the draws of all others as they were, which is what makes shrinking work.
 */
export function chanceOf(seed: number, name: string): Chance {
  let state = (seed ^ hash(name)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Uniform in [least, most). */
export const between = (chance: Chance, least: number, most: number): number =>
  least + chance() * (most - least);

/** A whole number from `least` to `most`, both included. */
export const whole = (chance: Chance, least: number, most: number): number =>
  Math.floor(between(chance, least, most + 1));

/** One of these. @throws Error where there are none. */
export function oneOf<T>(chance: Chance, these: readonly T[]): T {
  const one = these[Math.floor(chance() * these.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

/** Lower-case hex digits, for incarnations and salts. */
export const hexOf = (chance: Chance, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(chance() * 16).toString(16)).join('');
