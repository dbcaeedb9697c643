import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settle } from './settle';
import type { LotOf } from './state';
import { commandOf, someEvents, someTerms } from './testing/histories';
import { naiveLot } from './testing/naive-lot';
import { type RoomFormat, testLot } from './testing/room';
import { runs } from './testing/runs';
import { type LotStep, whyBid } from './why';

it('[WHY1] what would have won wins by the naive reading too, and less does not', () => {
  let asked = 0;
  const run = fc.property(someTerms, someEvents, fc.nat(39), (terms, events, pick) => {
    let state: LotOf<RoomFormat> = settle(testLot(terms), { kind: 'openLot', by: 'clock' }, 0).next;
    const played = events.flatMap((event) => {
      const command = commandOf(event);
      const settlement = settle(state, command, event.decidedAtMs);
      const step: LotStep = { before: state, command, settlement };
      state = settlement.next;
      // As a ledger tells it: what leaves no line is not played again.
      return settlement.line ? [{ step, event, paddle: settlement.line.paddle }] : [];
    });
    const leader = state.book.leader?.paddle;
    const lost = played.filter(
      ({ step, paddle }) => step.command.kind === 'placeBid' && paddle !== leader,
    );
    const one = lost[pick % Math.max(1, lost.length)];
    if (!one) return;
    const { event } = one;
    const steps = played.map(({ step }) => step);
    const { wouldWin } = whyBid(steps, one.step.settlement.next.entry, 'all');
    if (wouldWin?.kind !== 'enough') return;
    asked += 1;
    const wins = (amountMinor: number) => {
      const others = played.map((other) =>
        other === one ? { ...event, amountMinor } : other.event,
      );
      const { leaderPaddle, phase } = naiveLot(terms, others);
      return leaderPaddle === event.paddle && (phase === 'open' || phase === 'sold');
    };
    const { amountMinor } = wouldWin;
    expect([wins(amountMinor), wins(amountMinor - 1)]).toEqual([true, false]);
  });
  fc.assert(run, { numRuns: runs(1_000) });
  // The histories must really hold bids of which it can be told.
  expect(asked).toBeGreaterThan(runs(1_000) / 8);
});
