/**
 * A second, deliberately naive reading of the rules of offers, written from the worked examples and sharing no
 * code with the engine: offers lie in a list, units are handed out one by one, the falling clock is
 * stepped one interval at a time.
 */
export interface NaiveOfferTerms {
  format: 'sealed' | 'vickrey' | 'multi-unit' | 'dutch';
  start: number;
  reserve: number | null;
  units: number;
  /** Of a Dutch lot. */
  step: number;
  intervalMs: number;
  opensAtMs: number;
  /** Of the others. */
  closesAtMs: number;
  graceMs: number;
}

/** What happens to the lot, in lane order. */
export interface NaiveOfferEvent {
  what: 'exact' | 'max' | 'clock-close' | 'clerk-close' | 'withdraw';
  paddle: number;
  amount: number;
  units: number;
  least: number;
  isApproved: boolean;
  receivedAtMs: number;
  decidedAtMs: number;
}

/** How it ended, who took how many units at what price, and whether each event was taken. */
export interface NaiveOfferView {
  phase: 'open' | 'sold' | 'passed' | 'withdrawn';
  /** `paddle:price` of every single unit sold, sorted. */
  unitsSold: string[];
  taken: boolean[];
}

/** Every price of the falling clock from the opening on, one an interval; the last stands one too. */
function naiveFall({ start, reserve, step }: NaiveOfferTerms): number[] {
  const floor = reserve ?? 1;
  const prices = [start];
  for (let price = start; price > floor; ) {
    price -= step;
    if (price < floor) price = floor;
    prices.push(price);
  }
  return prices;
}

type Offer = Pick<NaiveOfferEvent, 'paddle' | 'amount' | 'units' | 'least'>;

/** Whose offer stands before whose: the higher one, then the one that was made first. */
function naiveOrder(offers: readonly Offer[]): Offer[] {
  const order: Offer[] = [];
  for (const offer of offers) {
    const before = order.findIndex((other) => other.amount < offer.amount);
    order.splice(before < 0 ? order.length : before, 0, offer);
  }
  return order;
}

/** The whole life of a lot that has opened. */
export function naiveOffers(
  terms: NaiveOfferTerms,
  events: readonly NaiveOfferEvent[],
): NaiveOfferView {
  const isDutch = terms.format === 'dutch';
  const isOne = terms.format === 'sealed' || terms.format === 'vickrey';
  const prices = naiveFall(terms);
  const closesAtMs = isDutch
    ? terms.opensAtMs + prices.length * terms.intervalMs
    : terms.closesAtMs;
  let phase: NaiveOfferView['phase'] = 'open';
  const made: Offer[] = [];
  const unitsSold: string[] = [];

  const award = () => {
    const live = made.filter(
      (offer, at) => !made.slice(at + 1).some(({ paddle }) => paddle === offer.paddle),
    );
    const order = naiveOrder(live);
    const winners: number[] = [];
    const asked: number[] = [];
    let left = isOne ? 1 : terms.units;
    for (const offer of order) {
      if (offer.least > left) continue;
      for (let unit = 0; unit < offer.units && left > 0; unit += 1) {
        winners.push(offer.paddle);
        asked.push(offer.amount);
        left -= 1;
      }
    }
    let price = Math.min(...asked);
    if (terms.format === 'vickrey') {
      price = Math.max(order[1]?.amount ?? 0, terms.reserve ?? 0, terms.start);
    }
    if (terms.format === 'multi-unit' && left > 0) price = terms.start;
    const best = order[0]?.amount ?? 0;
    if (winners.length === 0 || (terms.reserve !== null && best < terms.reserve)) return;
    for (const paddle of winners) unitsSold.push(`${paddle}:${price}`);
  };

  const hammer = () => {
    if (!isDutch) award();
    phase = unitsSold.length > 0 ? 'sold' : 'passed';
    return true;
  };

  const offer = (event: NaiveOfferEvent): boolean => {
    if (!event.isApproved || event.receivedAtMs >= closesAtMs) return false;
    if (event.decidedAtMs > closesAtMs + terms.graceMs) return false;
    if (event.what === 'max' || event.least > event.units || event.least < 1) return false;
    if (isOne && event.units !== 1) return false;
    if (!isDutch) {
      if (event.amount < terms.start) return false;
      made.push(event);
      return true;
    }
    const passed = Math.max(
      0,
      Math.floor((event.receivedAtMs - terms.opensAtMs) / terms.intervalMs),
    );
    const price = prices[passed] ?? Number.NaN;
    const left = terms.units - unitsSold.length;
    if (event.amount < price || event.least > left) return false;
    for (let unit = 0; unit < Math.min(event.units, left); unit += 1) {
      unitsSold.push(`${event.paddle}:${price}`);
    }
    if (unitsSold.length === terms.units) phase = 'sold';
    return true;
  };

  const taken = events.map((event) => {
    if (phase !== 'open') return false;
    if (event.what === 'withdraw') {
      phase = 'withdrawn';
      return true;
    }
    if (event.what === 'clerk-close') return hammer();
    if (event.what === 'clock-close') {
      return event.decidedAtMs >= closesAtMs + terms.graceMs && hammer();
    }
    return offer(event);
  });
  return { phase, unitsSold: unitsSold.toSorted(), taken };
}
