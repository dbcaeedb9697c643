import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LotCommand } from './command';
import { PHASE_TABLE } from './phases';
import { REFUSAL_RULES, type RefusalKind } from './refusal';
import { settle } from './settle';
import type { FormatName, LotState } from './state';
import { EVERY_COMMAND, everyCommand } from './testing/every-command';
import { FORMAT_NAMES, frozen, lotsIn, phasesOf } from './testing/every-lot';
import { clock } from './testing/room';

const NOW = clock('10:00:00');
/** Before the opening, in the midst of it, when a reserve is told, in the grace and after the close. */
const TIMES = [clock('08:00:00'), NOW, clock('10:10:00'), clock('12:00:00.300'), clock('15:00:00')];

const KINDS = Object.keys(EVERY_COMMAND) as LotCommand['kind'][];
const RULES = new Set(
  [...readFileSync('lib/auction/SPEC.md', 'utf8').matchAll(/\*\*([A-Z]{3}\d?|G6)\*\*/g)].map(
    ([, rule]) => rule,
  ),
);

type Unknown = Readonly<Partial<Record<FormatName, RefusalKind>>>;
const saying = (kind: RefusalKind, ...formats: FormatName[]): Unknown =>
  Object.fromEntries(formats.map((format) => [format, kind]));
const allBut = (kind: RefusalKind, ...known: FormatName[]): Unknown =>
  saying(kind, ...FORMAT_NAMES.filter((format) => !known.includes(format)));

/** Which formats take no such command, and how they say so (FMT1); all others take some. */
const UNKNOWN: Record<LotCommand['kind'], Unknown> = {
  placeBid: {},
  buyNow: allBut('not-on-offer', 'english'),
  leaveBid: allBut('no-absentee-bids', 'english', 'reverse', 'live'),
  openLot: {},
  closeLot: saying('by-clerk-only', 'live'),
  withdrawLot: {},
  setTerms: {},
  resumeLot: saying('by-clerk-only', 'live'),
  cancelBid: saying('by-clerk-only', 'live'),
  reopenLot: allBut('not-reopened', 'english', 'reverse', 'live'),
  cascadeLot: { dutch: 'wrong-format', live: 'by-clerk-only' },
  clerk: allBut('not-clerked', 'live'),
  reachReserve: allBut('wrong-format', 'dutch'),
};

/** Lots of a format in each phase that takes up commands of this kind. */
const lotsThatDecide = (format: FormatName, kind: LotCommand['kind']): LotState[] =>
  phasesOf(format)
    .filter((phase) => PHASE_TABLE[phase][kind] === 'decides')
    .flatMap((phase) => lotsIn(format, phase));

/** What is wrong with how a lot takes a command; null: nothing. */
function fault(before: LotState, command: LotCommand, nowMs: number): string | null {
  const { outcome, next, line } = settle(before, command, nowMs);
  if (outcome.ok) return null;
  const { kind, rule } = outcome.error;
  if (rule !== REFUSAL_RULES[kind] || !RULES.has(rule)) return `${kind} is not by ${rule}`;
  const { entry, decidedAtMs } = next;
  const isSame = isDeepStrictEqual(next, { ...before, entry, decidedAtMs });
  return isSame && entry === before.entry + (line ? 1 : 0) ? null : `${kind} changes the lot`;
}

describe.each(FORMAT_NAMES)('a lot sold by %s', (format) => {
  it.each(phasesOf(format))(
    '[STA1, LED3] %s: no command throws or is written into, a refusal names a rule that stands and changes nothing',
    (phase) => {
      const cells = lotsIn(format, phase).flatMap((before) =>
        TIMES.flatMap((nowMs) =>
          everyCommand(before, nowMs).map((command) => ({
            command,
            fault: fault(before, frozen(command), nowMs),
          })),
        ),
      );
      expect(cells.filter((cell) => cell.fault !== null)).toEqual([]);
      expect(cells.length).toBeGreaterThan(TIMES.length * KINDS.length);
    },
  );

  it.each(KINDS)(
    '[FMT1] some of %s is taken, or the format says that it knows no such thing',
    (kind) => {
      const lots = lotsThatDecide(format, kind);
      expect(lots.length).toBeGreaterThan(0);
      const settledAt = (lot: LotState, nowMs: number) =>
        EVERY_COMMAND[kind](lot, nowMs).map((command) => settle(lot, command, nowMs).outcome);
      const says = UNKNOWN[kind][format];
      if (says === undefined) {
        const taken = lots.flatMap((lot) => TIMES.flatMap((nowMs) => settledAt(lot, nowMs)));
        expect(taken.some(({ ok }) => ok)).toBe(true);
        return;
      }
      // The first of each kind is one that nothing else is wrong with.
      for (const lot of lots)
        expect(settledAt(lot, NOW)[0]).toMatchObject({ error: { kind: says } });
    },
  );
});
