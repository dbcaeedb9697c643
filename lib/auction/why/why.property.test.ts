import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LotCommand } from '../command';
import { openedOnEnd } from '../ledger/openings';
import { replayLedger } from '../ledger/replay';
import { settle } from '../settle';
import type { LotState } from '../state';
import { bodiesOf, chained } from '../testing/chained';
import { commandOf, someEvents, someTerms } from '../testing/histories';
import { type NaiveEvent, naiveLot } from '../testing/naive-lot';
import type { NaiveOfferEvent } from '../testing/naive-offers';
import { offerCommandOf, offerLotOf, offerTermsOf, someOffers } from '../testing/offer-histories';
import { testLot } from '../testing/room';
import { runs } from '../testing/runs';
import { isAhead } from './ahead';
import { isAsked } from './asked';
import type { BidWhy, LotStep } from './bid-why';
import { whyBid } from './why-bid';

type Timed = readonly { readonly command: LotCommand; readonly nowMs: number }[];

/** A lot's life from its opening on as its ledger holds it, a step for each line. */
function livedOf(first: LotState, commands: Timed): LotStep[] {
  let state = first;
  const open = { command: { kind: 'openLot', by: 'clerk' } as const, nowMs: first.opensAtMs };
  return [open, ...commands].flatMap(({ command, nowMs }): LotStep[] => {
    const settlement = settle(state, command, nowMs);
    const step = { before: state, command, settlement };
    state = settlement.next;
    return settlement.line ? [step] : [];
  });
}

/** The events that leave a line. */
function linedOf(first: LotState, events: readonly NaiveEvent[]): NaiveEvent[] {
  let state = settle(first, { kind: 'openLot', by: 'clerk' }, first.opensAtMs).next;
  return events.filter((event) => {
    const { line, next } = settle(state, commandOf(event), event.decidedAtMs);
    state = next;
    return line !== null;
  });
}

const englishOf = (events: readonly NaiveEvent[]): Timed =>
  events.map((event) => ({ command: commandOf(event), nowMs: event.decidedAtMs }));

/** What can be asked why of, with its place among the steps. */
const askedOf = (steps: readonly LotStep[]) =>
  steps.flatMap((step, at) => (isAsked(step) ? [{ step, at }] : []));

/** The same life as its own bidder can tell it once it has ended, by the ledger and what its end opened. */
function toldTo(paddle: number | null | undefined, steps: readonly LotStep[]): LotStep[] | null {
  const { entries, openings } = chained(steps.map(({ settlement }) => settlement));
  const chain = bodiesOf({ entries });
  const opened = openedOnEnd(chain, openings);
  if (opened.length === 0) return null;
  const own = openings.filter(({ entry }) => chain[entry - 1]?.paddle === paddle);
  const all = [...opened, ...own.filter((one) => !opened.includes(one))];
  const replay = replayLedger(chain, all);
  expect(replay.problem).toBeNull();
  return [...replay.steps];
}

/** How the lot ends if a step had been this command, all else as it was. */
function endsAhead(steps: readonly LotStep[], at: number, command: LotCommand, paddle: number) {
  let state = steps[at]?.before as LotState;
  for (const [index, step] of steps.slice(at).entries()) {
    const { decidedAtMs } = step.settlement.next;
    state = settle(state, index === 0 ? command : step.command, decidedAtMs).next;
  }
  return isAhead(state, paddle);
}

/** Whether what is said to have won does, played with the true limits; and one unit less does not. */
function isTrue(steps: readonly LotStep[], at: number, why: BidWhy): [boolean, boolean] | null {
  const { wouldWin, paddle } = why;
  const command = steps[at]?.command;
  if (wouldWin === null || command?.kind !== 'placeBid') return null;
  const { kind, amountMinor } = wouldWin;
  if (kind === 'buy') {
    const { bidKind: _, ...from } = command;
    // That less would not have bought says nothing of what they bid later.
    return [endsAhead(steps, at, { ...from, kind: 'buyNow', amountMinor }, paddle), false];
  }
  if (kind !== 'enough') return null;
  const winsWith = (amount: number) =>
    endsAhead(steps, at, { ...command, amountMinor: amount }, paddle);
  return [winsWith(amountMinor), winsWith(amountMinor - 1)];
}

/** Nobody's limit in the sale stands in the way: whoever had too little left would have had it with more. */
const unlimited = (event: NaiveEvent): NaiveEvent => ({ ...event, leftMinor: null });

describe('what is said would have won', () => {
  it('[WHY1] wins by the naive reading too, and less does not', () => {
    let enough = 0;
    const run = fc.property(someTerms, someEvents, fc.nat(39), (terms, all, pick) => {
      const events = linedOf(testLot(terms), all.map(unlimited));
      const steps = livedOf(testLot(terms), englishOf(events));
      const at = pick % Math.max(1, events.length);
      const [event, step] = [events[at], steps[at + 1]];
      if (!event || step?.command.kind !== 'placeBid' || !step.settlement.line) return;
      const { wouldWin } = whyBid(steps, step.settlement.next.entry, 'all');
      if (wouldWin?.kind !== 'enough' && wouldWin?.kind !== 'buy') return;
      if (wouldWin.kind === 'enough') enough += 1;
      const what = wouldWin.kind === 'buy' ? 'buy' : event.what;
      const wins = (amountMinor: number) => {
        const others = events.with(at, { ...event, what, amountMinor });
        const { leaderPaddle, phase } = naiveLot(terms, others);
        return leaderPaddle === event.paddle && (phase === 'open' || phase === 'sold');
      };
      const { amountMinor } = wouldWin;
      const isLessEnough = wouldWin.kind === 'enough' && wins(amountMinor - 1);
      expect([wins(amountMinor), isLessEnough]).toEqual([true, false]);
    });
    fc.assert(run, { numRuns: runs(300), endOnFailure: true });
    // The histories must really hold bids of which it can be told.
    expect(enough).toBeGreaterThan(10);
  });

  it('[WHY1, REG2] wins by the naive reading too, of a bid that its limit refused, had there been none', () => {
    let enough = 0;
    const run = fc.property(someTerms, someEvents, fc.nat(39), (terms, all, pick) => {
      const lot = testLot(terms);
      const free = linedOf(lot, all.map(unlimited));
      const at = pick % Math.max(1, free.length);
      const event = free[at];
      if (!event) return;
      const events = linedOf(lot, free.with(at, { ...event, leftMinor: 0 }));
      const step = livedOf(lot, englishOf(events))[at + 1];
      const { outcome, next } = step?.settlement ?? {};
      if (step?.command.kind !== 'placeBid' || outcome?.ok !== false || !next) return;
      if (outcome.error.kind !== 'over-limit') return;
      const { wouldWin } = whyBid(livedOf(lot, englishOf(events)), next.entry, 'all');
      if (wouldWin?.kind !== 'enough') return;
      enough += 1;
      const wins = (amountMinor: number) => {
        const { leaderPaddle, phase } = naiveLot(terms, events.with(at, { ...event, amountMinor }));
        return leaderPaddle === event.paddle && (phase === 'open' || phase === 'sold');
      };
      const { amountMinor } = wouldWin;
      expect([wins(amountMinor), wins(amountMinor - 1)]).toEqual([true, false]);
    });
    fc.assert(run, { numRuns: runs(300), endOnFailure: true });
    expect(enough).toBeGreaterThan(10);
  });

  it('[WHY1, LED5] wins in truth, though told by what the end of a lot opened and their own limit alone', () => {
    const told = { enough: 0, buy: 0, from: 0, beyond: 0 };
    const run = fc.property(someTerms, someEvents, (terms, events) => {
      const steps = livedOf(testLot(terms), englishOf(events.map(unlimited)));
      for (const { step, at } of askedOf(steps).slice(0, 6)) {
        const entry = step.settlement.next.entry;
        const known = toldTo(step.settlement.line?.paddle, steps);
        if (!known) return;
        const why = whyBid(known, entry, 'all');
        if (why.wouldWin) told[why.wouldWin.kind] += 1;
        const truth = isTrue(steps, at, why);
        if (truth) expect(truth).toEqual([true, false]);
      }
    });
    fc.assert(run, { numRuns: runs(100), endOnFailure: true });
    expect(Math.min(told.buy, told.from)).toBeGreaterThan(3);
  });

  it.each(['sealed', 'vickrey', 'multi-unit', 'dutch'] as const)(
    '[WHY1, LED5, OFR1, DUT1] wins a %s lot in truth, told by what its end opened',
    (format) => {
      let enough = 0;
      const run = fc.property(offerTermsOf(format), someOffers, (terms, events) => {
        const commands = events.map((event) => ({
          command: offerCommandOf(event),
          nowMs: event.decidedAtMs,
        }));
        const steps = livedOf(offerLotOf(terms), commands);
        for (const { step, at } of askedOf(steps).slice(0, 8)) {
          const known = toldTo(step.settlement.line?.paddle, steps);
          if (!known) return;
          const truth = isTrue(steps, at, whyBid(known, step.settlement.next.entry, 'all'));
          if (!truth) continue;
          enough += 1;
          expect(truth).toEqual([true, false]);
        }
      });
      fc.assert(run, { numRuns: runs(120), endOnFailure: true });
      // What wins a Vickrey lot is the winner's to know, but where it was the price.
      if (format !== 'vickrey') expect(enough).toBeGreaterThan(0);
    },
  );
});

describe('why tells no secret of a lot that goes on', () => {
  it('[WHY1, AUT1] how far the leader would go', () => {
    let compared = 0;
    const run = fc.property(someTerms, someEvents, (terms, all) => {
      const isBid = ({ what }: NaiveEvent) => what === 'max' || what === 'exact';
      const events = linedOf(testLot(terms), all.filter(isBid).map(unlimited));
      const steps = livedOf(testLot(terms), englishOf(events));
      const leader = naiveLot(terms, events).leaderPaddle;
      const last = events.findLastIndex((event, at) => {
        return event.paddle === leader && steps[at + 1]?.settlement.outcome.ok;
      });
      const event = events[last];
      if (event?.what !== 'max') return;
      const further = events.with(last, { ...event, amountMinor: event.amountMinor + 700 });
      const others = livedOf(testLot(terms), englishOf(further));
      const shown = (lived: readonly LotStep[]) =>
        lived.map(({ settlement: { line } }) => line && { ...line, secrets: {} });
      // Only where nothing public tells the two lives apart.
      if (JSON.stringify(shown(steps)) !== JSON.stringify(shown(others))) return;
      for (const { step } of askedOf(steps)) {
        const { entry } = step.settlement.next;
        if (step.settlement.line?.paddle === leader) continue;
        compared += 1;
        expect(whyBid(others, entry, 'owner')).toEqual(whyBid(steps, entry, 'owner'));
      }
    });
    fc.assert(run, { numRuns: runs(100), endOnFailure: true });
    expect(compared).toBeGreaterThan(100);
  });

  it.each(['sealed', 'vickrey', 'multi-unit'] as const)(
    '[WHY1, OFR1, AUT1] what others offer for a %s lot',
    (format) => {
      const run = fc.property(
        offerTermsOf(format),
        someOffers,
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 40, maxLength: 40 }),
        (terms, all, raises) => {
          const events = all.filter(({ what }) => what === 'exact');
          const lot = offerLotOf({ ...terms, closesAtMs: 1_000_000 });
          const lived = (isRaised: (event: NaiveOfferEvent) => boolean) =>
            livedOf(
              lot,
              events.map((event, at) => {
                const more = isRaised(event) && event.amount >= terms.start ? raises[at] : 0;
                const amount = event.amount + (more ?? 0);
                return { command: offerCommandOf({ ...event, amount }), nowMs: event.decidedAtMs };
              }),
            );
          const steps = lived(() => false);
          for (const paddle of [1, 2]) {
            const others = lived((event) => event.paddle !== paddle);
            for (const { step } of askedOf(steps)) {
              const { line, next } = step.settlement;
              if (line?.paddle !== paddle) continue;
              const [one, other] = [steps, others].map((life) => whyBid(life, next.entry, 'owner'));
              expect(other).toEqual(one);
            }
          }
        },
      );
      fc.assert(run, { numRuns: runs(60), endOnFailure: true });
    },
  );
});
