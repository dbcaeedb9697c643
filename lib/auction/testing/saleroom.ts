import type { PublicSaleroom } from '../formats/format';
import type { ClerkOrder, SeenLot } from '../house/clerk-order';
import { publicLot } from '../public-lot';
import type { Settlement } from '../settle';
import type { Bidder, LotTermsOf } from '../state';
import { bidder, clock, minor, Room } from './room';

/** A live lot under a clerk's hammer: bidders are letters, amounts in major units, all at ten o'clock. */
export class Saleroom extends Room {
  constructor(terms: Partial<LotTermsOf<'live'>> = {}, stage: 'pre-sale' | 'block' = 'block') {
    super(
      { softClose: null, ...terms, format: 'live', selling: terms.selling ?? FIRST },
      'scheduled',
    );
    if (stage === 'block') this.putOnBlock();
  }

  putOnBlock(): Settlement {
    return this.run({ kind: 'openLot', by: 'clerk' }, clock('10:00:00'));
  }

  says(order: ClerkOrder): Settlement {
    return this.run({ kind: 'clerk', order }, clock('10:00:00'));
  }

  /** A bid on the floor: a bidder's letter, or null for the room. */
  floor(who: string | null, amount: number): Settlement {
    const named: Bidder | null = who === null ? null : bidder(who);
    return this.says({ kind: 'takeFloorBid', amountMinor: minor(amount), bidder: named });
  }

  warn(): Settlement {
    return this.says({ kind: 'giveFairWarning' });
  }

  call(): Settlement {
    return this.says({ kind: 'giveFinalCall' });
  }

  /** Undoes the last step as the lot is now. */
  undo(): Settlement {
    return this.says({ kind: 'undo', seenVersion: this.state.version });
  }

  /** Sells what the clerk sees now, or what they saw. */
  sell(buyer: string | null = null, seen: SeenLot = this.seen()): Settlement {
    return this.says({ kind: 'sell', seen, buyer: buyer === null ? null : bidder(buyer) });
  }

  pass(): Settlement {
    return this.says({ kind: 'pass', seenVersion: this.state.version });
  }

  /** What a clerk sees at this moment. */
  seen(): SeenLot {
    const { version, leaderPaddle: paddle, priceMinor } = publicLot(this.state);
    return { version, paddle, priceMinor };
  }

  /** `no bid`, or price and who leads: `500 A`, `500 A on the floor`, `500 room`. */
  lead(): string {
    const { priceMinor, leaderPaddle } = publicLot(this.state);
    if (priceMinor === null) return 'no bid';
    if (leaderPaddle === null) return `${priceMinor / 100} room`;
    const name = String.fromCharCode(64 + leaderPaddle);
    return `${priceMinor / 100} ${name}${this.saleroom().isFloor ? ' on the floor' : ''}`;
  }

  stage(): string {
    return this.saleroom().stage;
  }

  saleroom(): PublicSaleroom {
    const { saleroom } = publicLot(this.state);
    if (!saleroom) throw new Error('a live lot shows its saleroom');
    return saleroom;
  }
}

const FIRST = { tie: 'first' } as const;
