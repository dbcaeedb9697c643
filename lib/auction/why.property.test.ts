import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settle } from './settle';
import type { LotState } from './state';
import { commandOf, someEvents, someTerms } from './testing/histories';
import { naiveLot } from './testing/naive-lot';
import { testLot } from './testing/room';
import { runs } from './testing/runs';
import { type LotStep, whyBid } from './why';

it('[WHY1] what would have won wins by the naive reading too, and less does not', () => {
  let asked = 0;
  const run = fc.property(someTerms, someEvents, fc.nat(39), (terms, events, pick) => {
    let state: LotState = settle(testLot(terms), { kind: 'openLot', by: 'clock' }, 0).next;
    const steps = events.map((event): LotStep => {
      const command = commandOf(event);
      const settlement = settle(state, command, event.decidedAtMs);
      const step = { before: state, command, settlement };
      state = settlement.next;
      return step;
    });
    const at = pick % events.length;
    const [event, step] = [events[at], steps[at]];
    if (!event || step?.command.kind !== 'placeBid' || !step.settlement.line) return;
    const { wouldWin } = whyBid(steps, step.settlement.next.entry, 'all');
    if (wouldWin?.kind !== 'enough') return;
    asked += 1;
    const wins = (amountMinor: number) => {
      const others = events.with(at, { ...event, amountMinor });
      const { leaderPaddle, phase } = naiveLot(terms, others);
      return leaderPaddle === event.paddle && (phase === 'open' || phase === 'sold');
    };
    const { amountMinor } = wouldWin;
    expect([wins(amountMinor), wins(amountMinor - 1)]).toEqual([true, false]);
  });
  fc.assert(run, { numRuns: runs(1_000) });
  // The histories must really hold bids of which it can be told.
  expect(asked).toBeGreaterThan(50);
});
