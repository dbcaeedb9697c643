import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AMOUNT_MAX_MINOR } from '../shared/money';
import { decide } from './decide';
import { evolveAll } from './evolve';
import type { BidAccepted, LotFact } from './fact';
import { publicLot } from './public-lot';
import { type Settlement, settle } from './settle';
import type { EnglishTerms, LotOf, LotState, LotTermsOf } from './state';
import { termsProblems } from './terms/terms';
import { commandOf, someEvents, someTerms } from './testing/histories';
import { type NaiveEvent, naiveLot } from './testing/naive-lot';
import { type RoomFormat, testLot } from './testing/room';
import { runs } from './testing/runs';

const PLAIN_BID = { what: 'max', approved: true, hasPriority: false, leftMinor: null } as const;

interface Step extends Settlement<RoomFormat> {
  readonly before: LotOf<RoomFormat>;
  readonly event: NaiveEvent;
}

function openLot(terms: Partial<LotTermsOf<RoomFormat>>): LotOf<RoomFormat> {
  const { next } = settle(testLot({ opensAtMs: 0, ...terms }), { kind: 'openLot', by: 'clock' }, 0);
  expect(next.phase).toBe('open');
  return next;
}

/** Runs a history and gives every step with the state before it. */
function history(first: LotOf<RoomFormat>, events: readonly NaiveEvent[]): Step[] {
  let before = first;
  return events.map((event) => {
    const step = { ...settle(before, commandOf(event), event.decidedAtMs), before, event };
    before = step.next;
    return step;
  });
}

/** Which cap (SFT2) gave a late bid less time than it would have had without. */
function cappedBy(
  { softClose, closesAtMs, extensions }: LotState,
  { receivedAtMs }: NaiveEvent,
  fact: BidAccepted,
): 'spent' | 'shortened' | null {
  if (!softClose || !fact.public) return null;
  const { windowMs, extensionMs, mode, mostExtensions, latestEndMs } = softClose;
  const untilMs = receivedAtMs + extensionMs;
  const isLate = receivedAtMs > closesAtMs - windowMs && untilMs > closesAtMs;
  if (!isLate || (mode === 'leader' && fact.outcome !== 'leading')) return null;
  if (extensions === mostExtensions) return 'spent';
  return latestEndMs !== undefined && untilMs > latestEndMs ? 'shortened' : null;
}

/** Checks `holds` on every step of random histories. */
function always(holds: (step: Step) => void): void {
  const run = fc.property(someTerms, someEvents, (terms, events) => {
    for (const step of history(openLot(terms), events)) holds(step);
  });
  fc.assert(run, { numRuns: runs(800) });
}

const body = (state: LotState) => JSON.stringify({ ...publicLot(state), version: 0 });

describe('any history', () => {
  it('[PRX2, PRX3, PRX4, PRX7, RES2, RES3, RES4, RES5, BUY1, PRI1, REG2, CLS1, CLS2, SFT1, SFT2, SFT5] agrees with the naive reading', () => {
    const seen = {
      taken: 0,
      refused: 0,
      extended: 0,
      shortened: 0,
      spent: 0,
      inGrace: 0,
      sold: 0,
      passed: 0,
      bought: 0,
      cut: 0,
      matched: 0,
      tied: 0,
      raised: 0,
    };
    const cases = runs(5_000);
    const run = fc.property(someTerms, someEvents, (terms, events) => {
      expect(termsProblems(terms)).toEqual([]);
      const first = openLot(terms);
      const steps = history(first, events);
      const last = steps.at(-1)?.next ?? first;
      const naive = naiveLot(terms, events);
      expect({
        phase: last.phase,
        priceMinor: last.book.priceMinor,
        leaderPaddle: last.book.leader?.paddle ?? null,
        bidCount: last.bidCount,
        closesAtMs: last.closesAtMs,
        extensions: last.extensions,
        taken: steps.map(({ outcome }) => outcome.ok),
      }).toEqual(naive);
      seen.taken += naive.taken.filter(Boolean).length;
      seen.refused += naive.taken.filter((taken) => !taken).length;
      seen.extended += naive.extensions;
      for (const { before, event, outcome } of steps) {
        const [fact] = outcome.ok ? outcome.value : [];
        if (fact?.kind === 'termsSet' && fact.cut) seen.cut += 1;
        if (fact?.kind !== 'bidAccepted') continue;
        if (event.what === 'buy') seen.bought += 1;
        if (event.decidedAtMs >= before.closesAtMs) seen.inGrace += 1;
        if (fact.outcome === 'raised') seen.raised += 1;
        if (fact.outcome === 'outbid' && fact.maxMinor === before.book.leader?.maxMinor)
          seen.tied += 1;
        const capped = cappedBy(before, event, fact);
        if (capped) seen[capped] += 1;
        const isChallenge = before.book.leader !== null && fact.outcome !== 'raised';
        const ask = publicLot(before).askMinor ?? 0;
        if (isChallenge && event.what !== 'buy' && fact.maxMinor < ask) seen.matched += 1;
      }
      if (naive.phase === 'sold' || naive.phase === 'passed') seen[naive.phase] += 1;
    });
    fc.assert(run, { numRuns: cases });
    // The histories must really hold what they are to prove.
    for (const [what, count] of Object.entries(seen)) {
      expect(count, `${what} in ${cases} histories`).toBeGreaterThan(cases / 50);
    }
  });

  it('[PRX2] the price never falls, and the leader never pays above their own max', () => {
    always(({ before, next }) => {
      expect(next.book.priceMinor ?? 0).toBeGreaterThanOrEqual(before.book.priceMinor ?? 0);
      if (next.book.leader)
        expect(next.book.priceMinor).toBeLessThanOrEqual(next.book.leader.maxMinor);
    });
  });

  it('[PRX1, PRX4] a challenger taken met the ask; a leader never bids the price up alone', () => {
    always(({ before, event, next, outcome }) => {
      const [fact] = outcome.ok ? outcome.value : [];
      if (fact?.kind !== 'bidAccepted') return;
      const ask = publicLot(before).askMinor;
      const isMatch = event.hasPriority && before.book.leader?.hasPriority === false;
      const needed = isMatch || event.what === 'buy' ? before.book.priceMinor : ask;
      if (fact.outcome !== 'raised') expect(fact.maxMinor).toBeGreaterThanOrEqual(needed ?? 0);
      else if (next.book.priceMinor !== before.book.priceMinor) {
        const { belowReserve } = next.selling as EnglishTerms;
        const isShort = fact.maxMinor < (next.reserveMinor ?? 0);
        const due = isShort && belowReserve === 'in-full' ? fact.maxMinor : next.reserveMinor;
        expect(next.book.priceMinor).toBe(due);
      }
    });
  });

  it('[RES2] the reserve is met exactly when the leader would go to it', () => {
    always(({ next }) => {
      if (next.reserveMinor === null) return;
      const would = (next.book.leader?.maxMinor ?? 0) >= next.reserveMinor;
      expect(publicLot(next).reserve).toBe(would ? 'met' : 'not-met');
    });
  });

  it('[VER1] the version moves by one exactly when the public body changes', () => {
    always(({ before, next, outcome }) => {
      const changed = body(next) !== body(before);
      expect(next.version).toBe(before.version + (changed ? 1 : 0));
      if (!outcome.ok || outcome.value.length === 0) return;
      expect(new Set(outcome.value.map(({ version }) => version))).toEqual(new Set([next.version]));
    });
  });

  it('[SFT3, LED1] a refused command changes nothing but the number of ledger entries', () => {
    always(({ before, next, outcome, line }) => {
      if (outcome.ok) return;
      const { entry, decidedAtMs } = next;
      expect(next).toEqual({ ...before, entry, decidedAtMs });
      expect(entry).toBe(before.entry + (line ? 1 : 0));
    });
  });

  it('[SFT4] no bid and no clock ever makes the close earlier', () => {
    always(({ before, next }) => {
      expect(next.closesAtMs).toBeGreaterThanOrEqual(before.closesAtMs);
      expect(next.extensions - before.extensions).toBe(next.closesAtMs > before.closesAtMs ? 1 : 0);
    });
  });

  it('[G6, CLS1] none from the close on is taken; none before it, in the grace, is late', () => {
    always(({ before, event, outcome }) => {
      if (event.what !== 'max' && event.what !== 'exact') return;
      const inTime = event.receivedAtMs < before.closesAtMs;
      if (!inTime) expect(outcome.ok).toBe(false);
      else if (!outcome.ok) expect(outcome.error.kind).not.toBe('too-late');
      if (outcome.ok) {
        expect(event.decidedAtMs).toBeLessThanOrEqual(before.closesAtMs + before.closeGraceMs);
      }
    });
  });

  it('[LED3] the amount a refusal names is taken, and one less is not', () => {
    let tried = 0;
    always(({ before, event, outcome }) => {
      if (outcome.ok || outcome.error.leastMinor === undefined) return;
      const { leastMinor, kind } = outcome.error;
      const what = kind === 'leader-exact' ? ('max' as const) : event.what;
      const offer = (amountMinor: number) =>
        decide(before, commandOf({ ...event, what, amountMinor }), event.decidedAtMs).ok;
      expect([offer(leastMinor), offer(leastMinor - 1)]).toEqual([true, false]);
      tried += 1;
    });
    expect(tried).toBeGreaterThan(1_000);
  });

  it('[PRX8] a state stored and read again goes on the same', () => {
    const run = fc.property(someTerms, someEvents, fc.nat(7), (terms, events, batch) => {
      let state = openLot(terms);
      for (const [index, event] of events.entries()) {
        if (index % (batch + 1) === 0) state = JSON.parse(JSON.stringify(state)) as typeof state;
        state = settle(state, commandOf(event), event.decidedAtMs).next;
      }
      const first = openLot(terms);
      expect(state).toEqual(history(first, events).at(-1)?.next ?? first);
    });
    fc.assert(run, { numRuns: runs(2_000) });
  });

  it('[VER1] replaying the facts gives the state, but for what follows the ledger', () => {
    const run = fc.property(someTerms, someEvents, (terms, events) => {
      const first = openLot(terms);
      const steps = history(first, events);
      const facts: LotFact[] = steps.flatMap(({ outcome }) => (outcome.ok ? outcome.value : []));
      const last = steps.at(-1)?.next ?? first;
      const { entry, decidedAtMs } = last;
      expect({ ...evolveAll(first, facts), entry, decidedAtMs }).toEqual(last);
    });
    fc.assert(run, { numRuns: runs(2_000) });
  });

  it('[AUT1, RES1] the public body tells of no max, no reserve and no person', () => {
    // Amounts in the millions are unlike every other number of the body.
    const far = fc.integer({ min: 7_000_000, max: 9_000_000 });
    const run = fc.property(far, far, far, (one, two, reserve) => {
      const [low, high] = [Math.min(one, two), Math.max(one, two)];
      fc.pre(high > low + 1_000 && reserve > high);
      const first = openLot({ startMinor: 100, reserveMinor: reserve });
      const event = { ...PLAIN_BID, receivedAtMs: 1, decidedAtMs: 1 } as const;
      const events = [
        { ...event, paddle: 1, amountMinor: low },
        { ...event, paddle: 2, amountMinor: high },
      ];
      const text = JSON.stringify(publicLot(history(first, events).at(-1)?.next ?? first));
      expect(text).toContain(`"priceMinor":${low + 1_000}`);
      for (const secret of [low, high, reserve, 'user-']) expect(text).not.toContain(`${secret}`);
    });
    fc.assert(run, { numRuns: runs(500) });
  });

  it('[MNY1] amounts at the very top stay exact', () => {
    const top = fc.integer({ min: AMOUNT_MAX_MINOR - 3_000, max: AMOUNT_MAX_MINOR });
    const run = fc.property(fc.array(top, { minLength: 2, maxLength: 8 }), (amounts) => {
      const base = { ...PLAIN_BID, receivedAtMs: 1, decidedAtMs: 1 } as const;
      const events = amounts.map((amountMinor, index) => ({
        ...base,
        paddle: index % 3,
        amountMinor,
      }));
      const first = openLot({ startMinor: AMOUNT_MAX_MINOR - 3_000 });
      const last = history(first, events).at(-1)?.next ?? first;
      const naive = naiveLot(first, events);
      expect([last.book.priceMinor, last.book.leader?.paddle ?? null]).toEqual([
        naive.priceMinor,
        naive.leaderPaddle,
      ]);
      expect(last.book.priceMinor ?? 0).toBeLessThanOrEqual(AMOUNT_MAX_MINOR);
    });
    fc.assert(run, { numRuns: runs(1_000) });
  });
});
