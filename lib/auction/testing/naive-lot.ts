import type { EnglishTerms, LotTerms } from '../state';

/**
 * A second, deliberately naive reading of the rules, written from the worked examples and sharing no
 * code with the engine: it keeps the list of everything that happened and works every number out
 * anew in BigInt. Slow and plain on purpose; the engine must agree with it on any history.
 */
export interface NaiveEvent {
  what:
    | 'max'
    | 'exact'
    | 'buy'
    | 'reserve'
    | 'no-reserve'
    | 'clock-close'
    | 'clerk-close'
    | 'withdraw';
  paddle: number;
  amountMinor: number;
  approved: boolean;
  /** May match the leader (PRI1). */
  hasPriority: boolean;
  /** How much may be at stake here at most (REG2): the limit less what is bound elsewhere. */
  leftMinor: number | null;
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
  right: boolean;
}

/** The steps of a price, and the amounts they lead to. */
export interface NaiveSteps {
  step(price: bigint): bigint;
  /** The rung that an amount off the ladder falls back to (PRX5). */
  rung(amount: bigint): bigint;
}

type Bands = LotTerms['ladder'];

function bandStep(ladder: Bands, price: bigint): bigint {
  let step = 0n;
  for (const band of ladder) if (price >= BigInt(band.fromMinor)) step = BigInt(band.stepMinor);
  return step;
}

function bandEdge(ladder: Bands, amount: bigint): bigint {
  const edges = ladder.map((band) => BigInt(band.fromMinor)).filter((edge) => edge <= amount);
  return edges.at(-1) ?? 0n;
}

/** Rounds down by walking up the ladder from its band's edge, rung by rung. */
const upwards = (ladder: Bands): NaiveSteps => ({
  step: (price) => bandStep(ladder, price),
  rung(amount) {
    let rung = bandEdge(ladder, amount);
    while (rung + bandStep(ladder, amount) <= amount) rung += bandStep(ladder, amount);
    return rung;
  },
});

/**
 * The same ladder seen from `top` downwards, where every amount is `top` less what it is (REV1): rounds up by
 * the same walk, no further than the next band's edge.
 */
export const downwards = (ladder: Bands, top: bigint): NaiveSteps => ({
  step: (price) => bandStep(ladder, top - price),
  rung(mirrored) {
    const amount = top - mirrored;
    const next = ladder.map((band) => BigInt(band.fromMinor)).find((edge) => edge > amount);
    let rung = bandEdge(ladder, amount);
    while (rung < amount) rung += bandStep(ladder, amount);
    return top - (next !== undefined && next < rung ? next : rung);
  },
});

/**
 * Two hands meet: sorted by limit, then right, then turn; the loser's limit and a step, within the
 * winner's; and no step where the winner alone may match.
 */
function naiveDuel(steps: NaiveSteps, hands: [Hand, Hand]): { winner: Hand; price: bigint } {
  const [winner, loser] = hands.toSorted((a, b) => {
    if (a.limit !== b.limit) return a.limit > b.limit ? -1 : 1;
    if (a.right !== b.right) return a.right ? -1 : 1;
    return a.place - b.place;
  }) as [Hand, Hand];
  if (winner.right && !loser.right) return { winner, price: loser.limit };
  const over = loser.limit + steps.step(loser.limit);
  return { winner, price: over < winner.limit ? over : winner.limit };
}

/** The whole history of an open lot, read from its beginning. */
export function naiveLot(
  terms: LotTerms,
  events: readonly NaiveEvent[],
  steps = upwards(terms.ladder),
): NaiveView {
  let phase: NaiveView['phase'] = 'open';
  let price: bigint | null = null;
  let top: Hand | null = null;
  let closesAtMs = terms.closesAtMs;
  let bidCount = 0;
  let extensions = 0;
  let reserve = terms.reserveMinor === null ? null : BigInt(terms.reserveMinor);
  const { belowReserve, buyNowMinor } = terms.selling as EnglishTerms;
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
    const spent = extensions === soft.mostExtensions;
    let later = event.receivedAtMs + soft.extensionMs;
    if (soft.latestEndMs !== undefined && later > soft.latestEndMs) later = soft.latestEndMs;
    if (inside && !spent && later > closesAtMs) {
      closesAtMs = later;
      extensions += 1;
    }
  };
  const inTime = (event: NaiveEvent): boolean => {
    if (!event.approved) return false;
    if (event.receivedAtMs >= closesAtMs) return false;
    return event.decidedAtMs <= closesAtMs + terms.closeGraceMs;
  };
  const tooMuch = (event: NaiveEvent, amount: bigint): boolean =>
    event.leftMinor !== null && amount > BigInt(event.leftMinor);
  const buy = (event: NaiveEvent): boolean => {
    if (!inTime(event) || buyNowMinor === null || event.amountMinor !== buyNowMinor) return false;
    const isOn = reserve === null ? price === null : price === null || price < reserve;
    if (!isOn || tooMuch(event, BigInt(buyNowMinor))) return false;
    price = BigInt(buyNowMinor);
    top = { paddle: event.paddle, limit: price, place: 0, right: event.hasPriority };
    bidCount += 1;
    phase = 'sold';
    return true;
  };
  const setReserve = (to: bigint | null): boolean => {
    if (to === reserve) return true;
    const isLower = reserve !== null && (to === null || to < reserve);
    if (price !== null && !isLower) return false;
    if (to !== null && buyNowMinor !== null && to > BigInt(buyNowMinor)) return false;
    if (to !== null && price !== null && top !== null && to > price && top.limit >= to) {
      top = { ...top, limit: to - 1n };
    }
    reserve = to;
    return true;
  };
  const bid = (event: NaiveEvent, place: number): boolean => {
    if (!inTime(event)) return false;
    const right = event.hasPriority;
    let limit = BigInt(event.amountMinor);
    if (event.what === 'max' && terms.offLadder === 'round-down') limit = steps.rung(limit);
    const oldTop: Hand | null = top;
    const oldPrice: bigint | null = price;
    if (oldTop !== null && oldTop.paddle === event.paddle) {
      if (event.what === 'exact' || limit <= oldTop.limit || tooMuch(event, limit)) return false;
      top = { ...oldTop, limit, right };
    } else if (oldTop === null || oldPrice === null) {
      if (limit < BigInt(terms.startMinor) || tooMuch(event, limit)) return false;
      top = { paddle: event.paddle, limit, place, right };
      price = event.what === 'exact' ? limit : BigInt(terms.startMinor);
    } else {
      const matches = right && !oldTop.right;
      const needed = matches ? oldPrice : oldPrice + steps.step(oldPrice);
      if (limit < needed || tooMuch(event, limit)) return false;
      const hand = { paddle: event.paddle, limit, place, right };
      const { winner, price: duelled } = naiveDuel(steps, [oldTop, hand]);
      top = winner;
      price = winner === hand && event.what === 'exact' ? limit : duelled;
    }
    if (reserve !== null && top.limit >= reserve && price !== null && price < reserve)
      price = reserve;
    if (reserve !== null && top.limit < reserve && belowReserve === 'in-full') price = top.limit;
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
    else if (event.what === 'buy') taken.push(buy(event));
    else if (event.what === 'reserve') taken.push(setReserve(BigInt(event.amountMinor)));
    else if (event.what === 'no-reserve') taken.push(setReserve(null));
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
