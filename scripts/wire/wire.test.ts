import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { PROTOCOL } from '../../lib/api/frames';
import { type RecordedWires, wireHashes, wireProblem } from './wire-hashes';

// Would catch: a message that changed its shape under the same version number.

const recorded = JSON.parse(
  readFileSync(new URL('./recorded.json', import.meta.url), 'utf8'),
) as RecordedWires;

test('[WIR1] the wire is the one recorded for this version of the protocol', () => {
  expect(wireProblem(recorded, wireHashes())).toBeNull();
});

test('[WIR1] a field more, a field less, another bound or an optional one is another wire', () => {
  const message = z.strictObject({ t: z.literal('a'), n: z.int().max(9), on: z.boolean() });
  const hashOf = (schema: z.ZodType) => wireHashes({ message: schema }).message;
  const others = [
    message.extend({ more: z.string().optional() }),
    message.omit({ on: true }),
    message.extend({ n: z.int().max(10) }),
    message.partial({ on: true }),
    message.extend({ t: z.literal('b') }),
  ];
  const hashes = [message, ...others].map(hashOf);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('[WIR1] what a field is when left out, and the order of fields, is not', () => {
  const hashOf = (schema: z.ZodType) => wireHashes({ message: schema }).message;
  const one = z.strictObject({ a: z.int().default(1), b: z.string() });
  const same = z.strictObject({ b: z.string(), a: z.int().default(2) });
  expect(hashOf(one)).toBe(hashOf(same));
});

test('[WIR1] who changes it is told which message it was, and what to do', () => {
  const now = wireHashes();
  const changed = { ...now, 'terminal to page': 'another' };
  expect(wireProblem(recorded, changed)).toMatch(
    /\(terminal to page\): raise PROTOCOL .*wire:record/,
  );
  expect(wireProblem({}, now)).toContain(`protocol ${PROTOCOL} is not recorded`);
});
