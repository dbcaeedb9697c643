import type { LotTerms } from '../state';

/**
 * A second, deliberately naive reading of the rules, written from the worked examples and sharing no
 * code with the engine: it keeps the list of everything that happened and works every number out
 * anew in BigInt. Slow and plain on purpose; the engine must agree with it on any history.
 */
export interface NaiveEvent {
  what: 'max' | 'exact' | 'clock-close' | 'clerk-close' | 'withdraw';
  paddle: number;
  amountMinor: number;
  approved: boolean;
  receivedAtMs: number;
  decidedAtMs: number;
}

/** What a reader of the public page would see, and whether each event was taken. */
export interface NaiveView {
  phase: 'open' | 'sold' | 'passed' | 'withdrawn';
  priceMinor: number | null;
  leaderPaddle: number | null;
  bidCount: number;
  closesAtMs: number;
  extensions: number;
  taken: boolean[];
}

/** One bidder's standing limit; `place` is its turn among all bids. */
interface Hand {
  paddle: number;
  limit: bigint;
  place: number;
}

function naiveStep(terms: LotTerms, price: bigint): bigint {
  let step = 0n;
  for (const band of terms.ladder)
    if (price >= BigInt(band.fromMinor)) step = BigInt(band.stepMinor);
  return step;
}

/** Rounds down by walking up the ladder from its first rung, rung by rung. */
function naiveRung(terms: LotTerms, amount: bigint): bigint {
  const edges = terms.ladder.map((band) => BigInt(band.fromMinor)).filter((edge) => edge <= amount);
  let rung = edges.at(-1) ?? 0n;
  while (rung + naiveStep(terms, amount) <= amount) rung += naiveStep(terms, amount);
  return rung;
}

/** Two hands meet: sorted by limit, then turn; the loser's limit and a step, within the winner's. */
function naiveDuel(terms: LotTerms, hands: [Hand, Hand]): { winner: Hand; price: bigint } {
  const [winner, loser] = hands.toSorted((a, b) =>
    a.limit === b.limit ? a.place - b.place : a.limit > b.limit ? -1 : 1,
  ) as [Hand, Hand];
  const over = loser.limit + naiveStep(terms, loser.limit);
  return { winner, price: over < winner.limit ? over : winner.limit };
}

/** The whole history of an open lot, read from its beginning. */
export function naiveLot(terms: LotTerms, events: readonly NaiveEvent[]): NaiveView {
  let phase: NaiveView['phase'] = 'open';
  let price: bigint | null = null;
  let top: Hand | null = null;
  let closesAtMs = terms.closesAtMs;
  let bidCount = 0;
  let extensions = 0;
  const reserve = terms.reserveMinor === null ? null : BigInt(terms.reserveMinor);
  const taken: boolean[] = [];

  const hammer = () => {
    const good = price !== null && (reserve === null || price >= reserve);
    phase = good ? 'sold' : 'passed';
    return true;
  };
  const soften = (event: NaiveEvent, newLeader: boolean) => {
    const soft = terms.softClose;
    if (soft === null) return;
    if (soft.mode === 'leader' && !newLeader) return;
    const inside = event.receivedAtMs > closesAtMs - soft.windowMs;
    const later = event.receivedAtMs + soft.extensionMs;
    if (inside && later > closesAtMs) {
      closesAtMs = later;
      extensions += 1;
    }
  };
  const bid = (event: NaiveEvent, place: number): boolean => {
    if (!event.approved) return false;
    if (event.receivedAtMs >= closesAtMs) return false;
    if (event.decidedAtMs > closesAtMs + terms.closeGraceMs) return false;
    let limit = BigInt(event.amountMinor);
    if (event.what === 'max' && terms.offLadder === 'round-down') limit = naiveRung(terms, limit);
    const oldTop: Hand | null = top;
    const oldPrice: bigint | null = price;
    if (oldTop !== null && oldTop.paddle === event.paddle) {
      if (event.what === 'exact' || limit <= oldTop.limit) return false;
      top = { ...oldTop, limit };
    } else if (oldTop === null || oldPrice === null) {
      if (limit < BigInt(terms.startMinor)) return false;
      top = { paddle: event.paddle, limit, place };
      price = event.what === 'exact' ? limit : BigInt(terms.startMinor);
    } else {
      if (limit < oldPrice + naiveStep(terms, oldPrice)) return false;
      const hand = { paddle: event.paddle, limit, place };
      const { winner, price: duelled } = naiveDuel(terms, [oldTop, hand]);
      top = winner;
      price = winner === hand && event.what === 'exact' ? limit : duelled;
    }
    if (reserve !== null && top.limit >= reserve && price !== null && price < reserve)
      price = reserve;
    const newLeader = oldTop?.paddle !== top.paddle;
    if (newLeader || price !== oldPrice) {
      bidCount += 1;
      soften(event, newLeader);
    }
    return true;
  };

  for (const [place, event] of events.entries()) {
    const open = (phase as string) === 'open';
    const due = event.decidedAtMs >= closesAtMs + terms.closeGraceMs;
    if (!open) taken.push(false);
    else if (event.what === 'withdraw') {
      phase = 'withdrawn';
      taken.push(true);
    } else if (event.what === 'clerk-close') taken.push(hammer());
    else if (event.what === 'clock-close') taken.push(due && hammer());
    else taken.push(bid(event, place));
  }
  const last = top as Hand | null;
  return {
    phase,
    priceMinor: price === null ? null : Number(price),
    leaderPaddle: last === null ? null : last.paddle,
    bidCount,
    closesAtMs,
    extensions,
    taken,
  };
}
