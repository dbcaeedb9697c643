import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolveAll } from '../evolve';
import type { LotFact } from '../fact';
import { formatOf } from '../formats/formats';
import { openedOnEnd } from '../ledger/openings';
import { replayLedger } from '../ledger/replay';
import { publicLot } from '../public-lot';
import { settle } from '../settle';
import type { LotState } from '../state';
import { noticeMs } from '../terms/soft-close';
import { TERM_CHANGES, termChange } from '../terms/term-changes';
import { bodiesOf, chained } from '../testing/chained';
import {
  type HouseStep,
  houseHistory,
  type StandingBid,
  someHouseTerms,
  someWishes,
} from '../testing/house-histories';
import { naiveRecall } from '../testing/naive-recall';
import { runs } from '../testing/runs';

/** Checks `holds` on every step of random histories. */
function always(holds: (step: HouseStep) => void): void {
  const run = fc.property(someHouseTerms, someWishes, (terms, wishes) => {
    for (const step of houseHistory(terms, wishes).steps) holds(step);
  });
  fc.assert(run, { numRuns: runs(300) });
}

/** Whether a reserve came to lie between the price and what was bid (RES5). */
const isCut = ({ bid: { amountMinor }, reserves }: StandingBid): boolean =>
  reserves.some(({ toMinor, priceMinor }) => priceMinor < toMinor && toMinor <= amountMinor);

const body = (state: LotState) => JSON.stringify({ ...publicLot(state), version: 0 });

describe('any history with cancellations, reopenings and changed terms', () => {
  it('[RET1, RET2, RET3, RES4, RES5] what remains agrees with the naive reading, and the ledger with who kept count', () => {
    const seen = { cancelled: 0, barred: 0, capped: 0, emptied: 0, cut: 0, cutBefore: 0 };
    const run = fc.property(someHouseTerms, someWishes, (terms, wishes) => {
      const house = houseHistory({ ...terms, format: 'english' }, wishes);
      for (const { before, next, command, outcome, standing } of house.steps) {
        const [fact] = outcome.ok ? outcome.value : [];
        if (fact?.kind === 'termsSet' && fact.cut) seen.cut += 1;
        if (command.kind !== 'cancelBid') continue;
        const entries = command.bids.map(({ entry }) => entry);
        expect(entries).toEqual(standing.map(({ bid }) => bid.entry));
        if (!outcome.ok) continue;
        const gone = command.bids.filter(
          ({ entry, bidder }) => entry === command.entry || bidder.status !== 'approved',
        );
        const goneEntries = new Set(gone.map(({ entry }) => entry));
        const left = standing.filter(({ bid }) => !goneEntries.has(bid.entry));
        const naive = naiveRecall(
          left.map(({ bid: { bidder, bidKind: kind, amountMinor, ladder }, reserves }) => ({
            paddle: bidder.paddle,
            kind,
            amountMinor,
            ladder,
            reserves,
          })),
          {
            startMinor: before.startMinor,
            reserveMinor: before.reserveMinor,
            rounds: before.offLadder === 'round-down',
            stoodAtMinor: before.book.priceMinor ?? 0,
          },
        );
        expect({
          priceMinor: next.book.priceMinor,
          leaderPaddle: next.book.leader?.paddle ?? null,
          limitMinor: next.book.leader?.maxMinor ?? null,
          bidCount: next.bidCount,
        }).toEqual(naive);
        seen.cancelled += 1;
        if (command.bids.length - left.length > 1) seen.barred += 1;
        if (next.book.priceMinor === before.book.priceMinor) seen.capped += 1;
        if (left.length === 0) seen.emptied += 1;
        if (left.some(isCut)) seen.cutBefore += 1;
      }
    });
    fc.assert(run, { numRuns: runs(800) });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  });

  it('[RET3] a cancellation never raises the price, moves the close or changes the phase', () => {
    always(({ before, next, command, outcome }) => {
      if (command.kind !== 'cancelBid' || !outcome.ok) return;
      const { phase, closesAtMs, extensions } = before;
      expect(next).toMatchObject({ phase, closesAtMs, extensions });
      const { priceMinor, leader } = next.book;
      if (priceMinor === null || before.book.priceMinor === null) return;
      const isDearer = formatOf(before).eases(priceMinor, before.book.priceMinor);
      expect(isDearer).toBe(false);
      // And nobody stands beyond their own limit.
      expect(leader && formatOf(before).eases(priceMinor, leader.maxMinor)).toBe(false);
    });
  });

  it('[RES2] the reserve is met exactly when the leader would go to it, cancelled bids or not', () => {
    always(({ next }) => {
      const { reserveMinor, book } = next;
      if (reserveMinor === null || !book.leader) return;
      const would = !formatOf(next).eases(reserveMinor, book.leader.maxMinor);
      expect(publicLot(next).reserve).toBe(would ? 'met' : 'not-met');
    });
  });

  it('[SFT4] closes never come nearer, but by the house with notice', () => {
    let nearer = 0;
    always(({ before, next, outcome, nowMs }) => {
      if (next.closesAtMs >= before.closesAtMs) return;
      const [fact] = outcome.ok ? outcome.value : [];
      expect(fact).toMatchObject({ kind: 'termsSet', changed: ['closesAtMs'] });
      expect(next.closesAtMs).toBeGreaterThanOrEqual(
        Math.floor(nowMs) + noticeMs(before.softClose),
      );
      nearer += 1;
    });
    expect(nearer).toBeGreaterThan(3);
  });

  it('[SFT2] bids extend no more often and no further than the caps', () => {
    let capped = 0;
    always(({ before, next, outcome }) => {
      if (!outcome.ok || !outcome.value.some(({ kind }) => kind === 'extended')) return;
      const { mostExtensions, latestEndMs } = before.softClose ?? {};
      if (mostExtensions !== undefined) expect(next.extensions).toBeLessThanOrEqual(mostExtensions);
      if (latestEndMs !== undefined) expect(next.closesAtMs).toBeLessThanOrEqual(latestEndMs);
      if (next.closesAtMs === latestEndMs || next.extensions === mostExtensions) capped += 1;
    });
    expect(capped).toBeGreaterThan(0);
  });

  it('[TRM1, TRM2] terms change only where the table lets them, and with a reason once open', () => {
    const seen = { changed: 0, refused: 0 };
    always(({ before, next, command, outcome }) => {
      if (command.kind !== 'setTerms') {
        for (const field of [
          'startMinor',
          'ladder',
          'softClose',
          'staleBid',
          'offLadder',
        ] as const) {
          expect(next[field]).toBe(before[field]);
        }
        return;
      }
      if (!outcome.ok) {
        seen.refused += 1;
        expect(next).toBe(before);
        return;
      }
      const [fact] = outcome.value;
      if (fact?.kind !== 'termsSet') return;
      seen.changed += 1;
      expect(command.why).not.toBeNull();
      for (const field of fact.changed) {
        expect(termChange(before, field)?.by).toContain(command.by);
        expect(TERM_CHANGES[field].at.ended).toBeNull();
      }
    });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(60);
  });

  it('[CLS3] a lot that ended takes bids again only by a reopening, and then for a window', () => {
    let reopened = 0;
    always(({ before, next, command, nowMs }) => {
      const ended = before.phase === 'sold' || before.phase === 'passed';
      if (!ended || next.phase !== 'open') return;
      expect(command.kind).toBe('reopenLot');
      expect(next.closesAtMs).toBeGreaterThanOrEqual(
        Math.floor(nowMs) + noticeMs(before.softClose),
      );
      expect(next.book).toEqual(before.book);
      reopened += 1;
    });
    expect(reopened).toBeGreaterThan(10);
  });

  it('[VER1] the version moves by one exactly when the public body changes', () => {
    always(({ before, next, outcome }) => {
      expect(next.version).toBe(before.version + (body(next) === body(before) ? 0 : 1));
      if (!outcome.ok) return;
      for (const { version } of outcome.value) expect(version).toBe(next.version);
    });
  });

  it('[LED1] a refused command changes nothing but the number of ledger entries', () => {
    always(({ before, next, outcome, line }) => {
      if (outcome.ok) return;
      const { entry, decidedAtMs } = next;
      expect(next).toEqual({ ...before, entry, decidedAtMs });
      expect(entry).toBe(before.entry + (line ? 1 : 0));
    });
  });

  it('[LED2, RET1, CLS3, TRM1] the ledger settled again comes to the same lot, entry by entry', () => {
    const seen = { cancelled: 0, reopened: 0, termsSet: 0, cascaded: 0, whole: 0 };
    const run = fc.property(someHouseTerms, someWishes, (terms, wishes) => {
      const { steps, state } = houseHistory(terms, wishes);
      const ledger = chained(steps);
      const chain = bodiesOf(ledger);
      const replay = replayLedger(chain, ledger.openings);
      expect(replay.problem).toBeNull();
      const last = replay.steps.at(-1)?.settlement.next ?? expect.fail('no entry');
      const { phase, version, entry, bidCount, extensions, opensAtMs, closesAtMs } = state;
      expect(last).toMatchObject({
        phase,
        version,
        entry,
        bidCount,
        extensions,
        opensAtMs,
        closesAtMs,
      });
      const { priceMinor, leader } = state.book;
      const { paddle, maxMinor } = leader ?? {};
      expect(last.book).toMatchObject({ priceMinor, leader: leader && { paddle, maxMinor } });
      for (const { kind } of chain) if (kind in seen) seen[kind as keyof typeof seen] += 1;
      seen.whole += 1;
    });
    fc.assert(run, { numRuns: runs(100) });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
  });

  it('[LED2, LED5, RET1, CLS3] the ledger of an ended lot follows from what is opened then', () => {
    const seen = { cancelled: 0, reopened: 0, closed: 0 };
    const run = fc.property(someHouseTerms, someWishes, (terms, wishes) => {
      const close = { wish: { want: 'close', by: 'clerk' }, afterMs: 0 } as const;
      const ledger = chained(houseHistory(terms, [...wishes, close]).steps);
      const chain = bodiesOf(ledger);
      const opened = openedOnEnd(chain, ledger.openings);
      expect(replayLedger(chain, opened).problem).toBeNull();
      seen.closed += ledger.openings.length - opened.length;
      for (const { kind } of chain) if (kind in seen) seen[kind as keyof typeof seen] += 1;
    });
    fc.assert(run, { numRuns: runs(150) });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs(150) / 10);
  });

  it('[VER1, PRX8] facts replayed, and states stored and read in between, come to the same', () => {
    const run = fc.property(someHouseTerms, someWishes, (terms, wishes) => {
      const { steps, state } = houseHistory(terms, wishes);
      const first = steps[0]?.before ?? expect.fail('no step');
      const facts: LotFact[] = steps.flatMap(({ outcome }) => (outcome.ok ? outcome.value : []));
      const { entry, decidedAtMs } = state;
      expect({ ...evolveAll(first, facts), entry, decidedAtMs }).toEqual(state);
      let stored: LotState = first;
      for (const { command, nowMs } of steps) {
        const read = JSON.parse(JSON.stringify({ stored, command }));
        stored = settle(read.stored, read.command, nowMs).next;
      }
      expect(stored).toEqual(state);
    });
    fc.assert(run, { numRuns: runs(300) });
  });
});
