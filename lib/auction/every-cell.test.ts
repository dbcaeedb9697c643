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

const others = (...known: FormatName[]): readonly FormatName[] =>
  FORMAT_NAMES.filter((format) => !known.includes(format));

/**
 * Which formats take no such command, and how they say so (FMT1); null: all of them take some. A cascade is
 * left open for a lot that falls or is called.
 */
const UNKNOWN: Record<
  LotCommand['kind'],
  { readonly to: readonly FormatName[]; readonly says: RefusalKind | null } | null
> = {
  placeBid: null,
  buyNow: { to: others('english'), says: 'not-on-offer' },
  leaveBid: { to: others('english', 'reverse', 'live'), says: 'no-absentee-bids' },
  openLot: null,
  closeLot: { to: ['live'], says: 'by-clerk-only' },
  withdrawLot: null,
  setTerms: null,
  resumeLot: { to: ['live'], says: 'by-clerk-only' },
  cancelBid: { to: ['live'], says: 'by-clerk-only' },
  reopenLot: { to: others('english', 'reverse', 'live'), says: 'not-reopened' },
  cascadeLot: { to: ['dutch', 'live'], says: null },
  clerk: { to: others('live'), says: 'not-clerked' },
  reachReserve: { to: others('dutch'), says: 'wrong-format' },
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
      const says = UNKNOWN[kind]?.to.includes(format) ? UNKNOWN[kind].says : undefined;
      if (says === null) return;
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
