import { expect, test } from 'vitest';
import { createRefusals } from './refusals';

// Would catch: a log that whoever sends bad messages can fill, and a table that grows with senders.

function logOf(): { lines: Record<string, unknown>[]; pass(ms: number): void; say: Say } {
  const lines: Record<string, unknown>[] = [];
  let nowMs = 0;
  const refusals = createRefusals({
    log: { warn: (known) => void lines.push(known) },
    clock: { monotonicMs: () => nowMs, wallMs: () => 0 },
  });
  return {
    lines,
    pass: (ms) => {
      nowMs += ms;
    },
    say: refusals.say,
  };
}
type Say = ReturnType<typeof createRefusals>['say'];

test('[WIR3] a refusal is said once a kind and address, and after a minute with how often', () => {
  const { lines, say, pass } = logOf();
  for (let n = 0; n < 1_000; n += 1) say('bad-message', '10.0.0.1');
  say('bad-message', '10.0.0.2');
  say('too-long', '10.0.0.1');
  expect(lines.map(({ kind, from, unsaid }) => [kind, from, unsaid])).toEqual([
    ['bad-message', '10.0.0.1', 0],
    ['bad-message', '10.0.0.2', 0],
    ['too-long', '10.0.0.1', 0],
  ]);
  pass(60_000);
  say('bad-message', '10.0.0.1');
  expect(lines.at(-1)).toMatchObject({ unsaid: 999 });
});

test('[WIR3] from however many addresses, at most a thousand lines a minute', () => {
  const { lines, say, pass } = logOf();
  for (let n = 0; n < 5_000; n += 1) say('bad-message', `10.0.${n >> 8}.${n & 255}`);
  expect(lines).toHaveLength(1_000);
  pass(60_000);
  say('bad-message', '10.1.0.1');
  expect(lines).toHaveLength(1_001);
});
