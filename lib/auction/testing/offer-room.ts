import { InvariantError } from '../../shared/assert';
import type { LotCommand } from '../command';
import { publicLot } from '../public-lot';
import { type Settlement, settle } from '../settle';
import type { Bidder, FormatName, LotOf, LotState, LotTermsOf } from '../state';
import { newLot } from '../terms/terms';
import type { LotStep } from '../why/bid-why';
import { bidder, clock, minor, TEST_TERMS } from './room';

/** The formats in which a bid is an offer (OFR1). */
export type OfferFormat = 'sealed' | 'vickrey' | 'multi-unit' | 'dutch';

/** How an offer may differ from one for one unit, received and decided at 10:00. */
export interface OfferOptions {
  units?: number;
  least?: number;
  received?: string;
  decided?: string;
  kind?: 'exact' | 'max';
  /** What else differs in the bidder's registration. */
  as?: Partial<Bidder>;
}

const IDENTITY = { lotId: 42, auctionId: 7, channel: 0, lotNumber: 14, currency: 'USD' };

/** A scheduled lot of one of these formats. Terms as in `TEST_TERMS` but for those given. */
export function offerLot<F extends OfferFormat>(
  terms: Pick<LotTermsOf<F>, 'format' | 'selling'> & Partial<LotTermsOf<F>>,
): LotOf<F> {
  const lot = newLot<F>(IDENTITY, { ...TEST_TERMS, ...terms });
  if (!lot.ok) throw new InvariantError(`test terms do not stand ${JSON.stringify(lot.error)}`);
  return lot.value;
}

/** A saleroom of one lot whose bids are offers: amounts in major units, letters for bidders. */
export class OfferRoom<F extends FormatName = OfferFormat> {
  readonly settlements: Settlement<F>[] = [];
  /** What happened, step by step. */
  readonly steps: LotStep[] = [];

  constructor(
    public state: LotOf<F>,
    openedAtMs: number = state.opensAtMs,
  ) {
    this.run({ kind: 'openLot', by: 'clock' }, openedAtMs);
  }

  run(command: LotCommand, nowMs: number): Settlement<F> {
    const before: LotState = this.state;
    const settlement = settle(this.state, command, nowMs);
    this.settlements.push(settlement);
    this.steps.push({ before, command, settlement });
    this.state = settlement.next;
    return settlement;
  }

  offer(who: string, amount: number, options: OfferOptions = {}): Settlement<F> {
    const received = options.received ?? '10:00:00';
    const registration = bidder(who, options.as);
    return this.run(
      {
        kind: 'placeBid',
        bidder: registration,
        userId: registration.userId,
        isHouse: false,
        bidKind: options.kind ?? 'exact',
        amountMinor: minor(amount),
        units: options.units,
        leastUnits: options.least,
        receivedAtMs: clock(received),
        receivedErrorMs: 1,
      },
      clock(options.decided ?? received),
    );
  }

  /** The clock closes the lot; then who got what, as examples write it: `10 A@5, 20 B@5`, or why not. */
  close(): string {
    this.run({ kind: 'closeLot', by: 'clerk' }, clock('11:59:59'));
    return this.result();
  }

  /** What the end came to. */
  result(): string {
    const facts = this.settlements.flatMap(({ outcome }) => (outcome.ok ? outcome.value : []));
    const end = facts.find(({ kind }) => kind === 'sold' || kind === 'passed');
    if (end?.kind === 'passed') return end.reason;
    if (end?.kind !== 'sold') return 'open';
    return end.sales
      .map(({ units, paddle, priceMinor }) => {
        const who = String.fromCharCode(64 + paddle);
        return `${units} ${who}@${priceMinor / 100}`;
      })
      .join(', ');
  }

  body() {
    return publicLot(this.state);
  }
}
