import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolveAll } from '../evolve';
import type { ChainBody } from '../ledger/chain';
import { commandOfEntry } from '../ledger/command';
import { openedOnEnd } from '../ledger/openings';
import { replayLedger } from '../ledger/replay';
import { publicLot } from '../public-lot';
import { type Settlement, settle } from '../settle';
import type { LiveBook, LotState } from '../state';
import { bodiesOf, chained } from '../testing/chained';
import { NaiveSaleroom, type SaleroomEvent, type SaleroomTerms } from '../testing/naive-saleroom';
import { testLot } from '../testing/room';
import { runs } from '../testing/runs';
import {
  inPlace,
  paddleOf,
  saleroomCommand,
  someSaleroom,
  someSaleroomEvents,
} from '../testing/saleroom-histories';
import { UNDO_STEPS_MAX } from './live-steps';

// Would catch: an undo that loses a raise or keeps one of a bid that went, a call that outlives a bid, a tie
// to the wrong side, a hammer on what is no longer so.

interface Step extends Settlement {
  readonly event: SaleroomEvent;
  readonly before: LotState;
}

function liveLot({ tie, ...terms }: SaleroomTerms): LotState {
  return testLot({ ...terms, format: 'live', selling: { tie }, softClose: null });
}

function history(first: LotState, events: readonly SaleroomEvent[]): Step[] {
  let before = first;
  return events.map((drawn) => {
    const event = inPlace(drawn, before);
    const step = { ...settle(before, saleroomCommand(event, before), 0), event, before };
    before = step.next;
    return step;
  });
}

/** Most lots are sold by it. */
const HAMMER = (['resume', 'warn', 'call', 'sell'] as const).map(
  (what): SaleroomEvent => ({ what, paddle: 1, amountMinor: 0, isStale: false }),
);

function always(holds: (step: Step) => void): void {
  const run = fc.property(someSaleroom, someSaleroomEvents, (terms, events) => {
    for (const step of history(liveLot(terms), events)) holds(step);
  });
  fc.assert(run, { numRuns: runs(150) });
}

/** What the naive reading tells of a lot, as the engine shows it. */
function shown(state: LotState) {
  const { version, priceMinor, leaderPaddle, bidCount, saleroom } = publicLot(state);
  if (!saleroom) throw new Error('a live lot shows its saleroom');
  const { stage, isFloor, stepMinor } = saleroom;
  const leader = leaderPaddle ?? (priceMinor === null ? null : 0);
  return { stage, priceMinor, leader, isFloor, bidCount, stepMinor, version };
}

const body = (state: LotState) => JSON.stringify({ ...publicLot(state), version: 0 });
const priceOf = (state: LotState) => publicLot(state).priceMinor ?? 0;

describe('any history of a saleroom', () => {
  it('[LIV1, LIV2, CLS3, PRX2, PRX3, PRX4, RES2, INC2] agrees with the naive reading, event by event', () => {
    const seen: Record<string, number> = {};
    const count = (what: string) => {
      seen[what] = (seen[what] ?? 0) + 1;
    };
    const run = fc.property(someSaleroom, someSaleroomEvents, (terms, events) => {
      const naive = new NaiveSaleroom(terms);
      for (const { event, before, outcome, next } of history(liveLot(terms), events)) {
        expect(naive.take(event)).toBe(outcome.ok);
        expect(shown(next)).toEqual(naive.view());
        count(outcome.ok ? event.what : 'refused');
        const [fact] = outcome.ok ? outcome.value : [];
        if (fact?.kind === 'stepUndone') count(`undoes ${fact.undoes}`);
        if (fact?.kind === 'bidAccepted') count(fact.public ? fact.outcome : 'raised in silence');
        const isTie = fact?.kind === 'floorBidTaken' && fact.outcome === 'leading';
        if (isTie && fact.priceMinor === priceOf(before)) count('a tie to the floor');
        if (!outcome.ok && outcome.error.kind === 'stale-order') count('stale');
      }
    });
    fc.assert(run, { numRuns: runs(400) });
    // The histories must really hold what they are to prove.
    const held = [
      ...['block', 'max', 'exact', 'floor', 'warn', 'call', 'hold', 'resume', 'step', 'undo'],
      ...['sell', 'pass', 'withdraw', 'reopen', 'refused', 'stale', 'a tie to the floor'],
      ...['leading', 'outbid', 'raised', 'raised in silence'],
      ...['opened', 'bidAccepted', 'floorBidTaken', 'fairWarningGiven', 'finalCallGiven'].map(
        (kind) => `undoes ${kind}`,
      ),
      ...['held', 'takenUp', 'incrementSet'].map((kind) => `undoes ${kind}`),
    ];
    expect(held.filter((what) => (seen[what] ?? 0) < 3)).toEqual([]);
  });

  it('[LIV1, VER1] the version moves by one exactly when the public body changes, and never back', () => {
    always(({ before, next, outcome }) => {
      expect(next.version).toBe(before.version + (body(next) === body(before) ? 0 : 1));
      if (!outcome.ok) return;
      expect(new Set(outcome.value.map(({ version }) => version))).toEqual(new Set([next.version]));
    });
  });

  it('[LIV1, PRX2] the price falls by an undo only, and nobody pays more than their limit', () => {
    always(({ before, next, event }) => {
      if (event.what !== 'undo') expect(priceOf(next)).toBeGreaterThanOrEqual(priceOf(before));
      const { leader, priceMinor } = next.book as LiveBook;
      if (leader) expect(priceMinor ?? 0).toBeLessThanOrEqual(leader.maxMinor);
    });
  });

  it('[LIV1] what is sold is what was seen, on final call, by who led', () => {
    always(({ before, outcome, event }) => {
      if (event.what !== 'sell' || !outcome.ok) return;
      expect(shown(before).stage).toBe('final-call');
      const [sold] = outcome.value;
      expect(sold).toMatchObject({
        kind: 'sold',
        sales: [{ priceMinor: priceOf(before), paddle: shown(before).leader || event.paddle }],
      });
    });
  });

  it('[LIV1, LED1] a refused order changes nothing and leaves no line; every other one leaves one', () => {
    always(({ before, next, outcome, line, event }) => {
      const isBid = event.what === 'max' || event.what === 'exact';
      if (outcome.ok) expect(next.entry).toBe(before.entry + 1);
      else {
        const { entry, decidedAtMs } = next;
        expect(next).toEqual({ ...before, entry, decidedAtMs });
        if (!isBid) expect(line).toBeNull();
      }
    });
  });

  it('[LIV1, VER1] the facts alone give the state again, and so does a state stored on the way', () => {
    const run = fc.property(someSaleroom, someSaleroomEvents, (terms, events) => {
      const first = liveLot(terms);
      const last = history(first, events).at(-1)?.next ?? first;
      let state = first;
      for (const { before, outcome } of history(first, events)) {
        const stored = JSON.parse(JSON.stringify({ ...state, entry: before.entry })) as LotState;
        state = outcome.ok ? evolveAll(stored, outcome.value) : stored;
      }
      const { entry, decidedAtMs } = last;
      expect({ ...state, entry, decidedAtMs }).toEqual(last);
    });
    fc.assert(run, { numRuns: runs(150) });
  });

  it('[LIV1, G2, LED1] each line tells what was asked: settled again it comes to the same', () => {
    always(({ before, next, line }) => {
      if (!line) return;
      const place = { lotId: before.lotId, entry: next.entry, epoch: 1, previousHash: null };
      const body = { ...line, ...place, format: 1, commitments: {} } as unknown as ChainBody;
      const known = { before, earlier: [], secretsOf: () => line.secrets, bidderOf: paddleOf };
      expect(settle(before, commandOfEntry(body, known), 0).next).toEqual(next);
    });
  });

  it('[LIV1, LED2, LED5] its ledger follows from all its limits, and from those its end opens', () => {
    const seen = { lasts: 0, ended: 0, opened: 0, closed: 0 };
    const run = fc.property(someSaleroom, someSaleroomEvents, (terms, events) => {
      const steps = history(liveLot(terms), [...events, ...HAMMER]);
      const ledger = chained(steps);
      const chain = bodiesOf(ledger);
      const { problem, steps: replayed } = replayLedger(chain, ledger.openings);
      expect(problem).toBeNull();
      const [last, again] = [steps.at(-1)?.next, replayed.at(-1)?.settlement.next];
      if (!last || !again) return;
      expect(shown(again)).toEqual(shown(last));
      seen.lasts += 1;
      if (last.phase !== 'sold' && last.phase !== 'passed') return;
      const opened = openedOnEnd(chain, ledger.openings);
      expect(replayLedger(chain, opened).problem).toBeNull();
      seen.ended += 1;
      seen.opened += opened.length;
      seen.closed += ledger.openings.length - opened.length;
    });
    fc.assert(run, { numRuns: runs(150) });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs(150) / 5);
  });

  it('[LIV1, AUT1] no more than ten steps are kept, and no limit is shown', () => {
    const far = fc.integer({ min: 7_000_000, max: 9_000_000 });
    const run = fc.property(someSaleroom, someSaleroomEvents, far, (terms, events, maxMinor) => {
      const first = liveLot({ ...terms, reserveMinor: null });
      const put = settle(first, { kind: 'openLot', by: 'clerk' }, 0).next;
      const bid = { what: 'max', paddle: 3, amountMinor: maxMinor, isStale: false } as const;
      const leading = settle(put, saleroomCommand(bid, put), 0).next;
      for (const { next, event, line } of history(leading, events)) {
        const { steps } = next.book as LiveBook;
        expect(steps.length).toBeLessThanOrEqual(UNDO_STEPS_MAX);
        const text = JSON.stringify([publicLot(next), { ...line, secrets: null }]);
        if (event.what !== 'exact') expect(text).not.toContain(`${maxMinor}`);
      }
    });
    fc.assert(run, { numRuns: runs(100) });
  });
});
