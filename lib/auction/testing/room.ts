import { InvariantError } from '../../shared/assert';
import { openingBids } from '../bids/absentee';
import type { FromBidder, LotCommand, SetTerms } from '../command';
import type { LotFact } from '../fact';
import { acceptedBids } from '../ledger/accepted-bids';
import { publicLot } from '../public-lot';
import type { Refusal } from '../refusal';
import { type Settlement, settle } from '../settle';
import {
  type Bidder,
  type BidKind,
  type LotOf,
  type LotTerms,
  type LotTermsOf,
  PLAIN_ENGLISH,
  UNCONDITIONAL,
} from '../state';
import type { Ladder } from '../terms/ladder';
import { newLot } from '../terms/terms';

/** A step of 10 at every price: the ladder of most worked examples. */
export const TENS: Ladder = [{ fromMinor: 0, stepMinor: 10_00 }];

/** Major units, as examples are written, to minor units of two digits. */
export const minor = (major: number): number => Math.round(major * 100);

/** `12:00:00.000` as milliseconds of that day; what tests name times by. */
export function clock(text: string): number {
  const [hours, minutes, seconds] = text.split(':').map(Number);
  return Math.round(((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000);
}

/** The formats of which a test room sells a lot: those with a leader. */
export type RoomFormat = 'english' | 'reverse' | 'live';

/** Terms of a test lot: starts at 100 in steps of 10, 09:00–12:00, no reserve, no soft close. */
export const TEST_TERMS: LotTermsOf<RoomFormat> = {
  format: 'english',
  selling: PLAIN_ENGLISH,
  startMinor: minor(100),
  reserveMinor: null,
  ladder: TENS,
  opensAtMs: clock('09:00:00'),
  closesAtMs: clock('12:00:00'),
  softClose: null,
  closeGraceMs: 500,
  staleBid: 'accept',
  offLadder: 'keep',
  sellerId: 'user-seller',
};

/** A scheduled test lot. */
export function testLot(terms: Partial<LotTermsOf<RoomFormat>> = {}): LotOf<RoomFormat> {
  const identity = { lotId: 42, auctionId: 7, channel: 0, lotNumber: 14, currency: 'USD' };
  const lot = newLot(identity, { ...TEST_TERMS, ...terms });
  if (!lot.ok) throw new InvariantError(`test terms do not stand ${JSON.stringify(lot.error)}`);
  return lot.value;
}

/** A salted hash of some reason, which the engine never looks into. */
export const WHY = 'a'.repeat(64);

/** New terms by the auctioneer, with a reason. */
export const houseTerms = (terms: Partial<LotTerms>): SetTerms => ({
  kind: 'setTerms',
  by: 'auctioneer',
  why: WHY,
  terms,
});

/** The registration of a bidder named by one letter: A has paddle 1, B 2 … */
export function bidder(name: string, more: Partial<Bidder> = {}): Bidder {
  const paddle = name.charCodeAt(0) - 64;
  const registration = { registrationId: 900 + paddle, userId: `user-${name}`, paddle };
  return { ...registration, status: 'approved', ...UNCONDITIONAL, ...more };
}

/** How a test bid may differ from a plain one at 10:00. Times as `hh:mm:ss.mmm`. */
export interface BidOptions {
  received?: string;
  decided?: string;
  seenAsk?: number;
  status?: Bidder['status'];
  /** What else differs in the bidder's registration. */
  as?: Partial<Bidder>;
  registered?: boolean;
  isHouse?: boolean;
  userId?: string;
}

/** Who asks, and when. */
function asked(who: string, options: BidOptions): FromBidder {
  const registration = bidder(who, { status: options.status ?? 'approved', ...options.as });
  const userId = options.userId ?? registration.userId;
  return {
    bidder: options.registered === false ? null : { ...registration, userId },
    userId,
    isHouse: options.isHouse ?? false,
    receivedAtMs: clock(options.received ?? '10:00:00'),
    receivedErrorMs: 1,
  };
}

/** A test saleroom: one lot, commands one after another, amounts in major units. */
export class Room {
  state: LotOf<RoomFormat>;
  readonly settlements: Settlement<RoomFormat>[] = [];

  constructor(terms: Partial<LotTermsOf<RoomFormat>> = {}, phase: 'open' | 'scheduled' = 'open') {
    this.state = testLot(terms);
    if (phase === 'open') this.run({ kind: 'openLot', by: 'clock' }, this.state.opensAtMs);
  }

  /** Settles a command at the primary's time and keeps what comes of it. */
  run(command: LotCommand, nowMs: number): Settlement<RoomFormat> {
    const settlement = settle(this.state, command, nowMs);
    this.settlements.push(settlement);
    this.state = settlement.next;
    return settlement;
  }

  max(who: string, amount: number, options: BidOptions = {}): Settlement<RoomFormat> {
    return this.bid('max', who, minor(amount), options);
  }

  exact(who: string, amount: number, options: BidOptions = {}): Settlement<RoomFormat> {
    return this.bid('exact', who, minor(amount), options);
  }

  bid(
    bidKind: BidKind,
    who: string,
    amountMinor: number,
    options: BidOptions = {},
  ): Settlement<RoomFormat> {
    const seenAskMinor = options.seenAsk === undefined ? undefined : minor(options.seenAsk);
    const from = asked(who, options);
    const command = { kind: 'placeBid', bidKind, amountMinor, seenAskMinor, ...from } as const;
    return this.run(command, clock(options.decided ?? options.received ?? '10:00:00'));
  }

  /** Lowers the reserve, or takes it away with null. */
  reserveTo(amount: number | null, at = '10:00:00'): Settlement<RoomFormat> {
    return this.run(
      houseTerms({ reserveMinor: amount === null ? null : minor(amount) }),
      clock(at),
    );
  }

  buy(who: string, amount: number, options: BidOptions = {}): Settlement<RoomFormat> {
    const at = options.received ?? '10:00:00';
    const command = { kind: 'buyNow', amountMinor: minor(amount), ...asked(who, options) } as const;
    return this.run(command, clock(options.decided ?? at));
  }

  /** Leaves a max before the opening. */
  leave(who: string, amount: number, options: BidOptions = {}): Settlement<RoomFormat> {
    const received = options.received ?? '08:00:00';
    const from = asked(who, { ...options, received });
    return this.run({ kind: 'leaveBid', amountMinor: minor(amount), ...from }, clock(received));
  }

  /** Opens a scheduled lot, and settles what waits for that. */
  open(as: (name: string) => Partial<Bidder> = () => ({})): Settlement<RoomFormat>[] {
    const before = this.state;
    const opened = this.run({ kind: 'openLot', by: 'clock' }, before.opensAtMs);
    const waiting = openingBids(before, ({ paddle }) => {
      const name = String.fromCharCode(64 + paddle);
      return bidder(name, as(name));
    });
    return [opened, ...waiting.map((command) => this.run(command, before.opensAtMs))];
  }

  /** The auctioneer cancels a bid; `barred` are suspended meanwhile. */
  cancel({ next }: Settlement, { at = '10:30:00', barred = '' } = {}): Settlement {
    const lines = this.settlements.flatMap(({ line, next: { entry } }) =>
      line ? [{ ...line, entry }] : [],
    );
    const maxima = new Map(
      lines.flatMap(({ entry, secrets }) =>
        secrets.max === undefined ? [] : [[entry, secrets.max] as const],
      ),
    );
    const names = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const bidders = new Map(
      names.map((name, index) => [
        index + 1,
        bidder(name, { status: barred.includes(name) ? 'suspended' : 'approved' }),
      ]),
    );
    const reserves = new Map(
      lines.flatMap(({ entry, secrets }) =>
        secrets.reserve === undefined ? [] : [[entry, secrets.reserve] as const],
      ),
    );
    const bids = acceptedBids(lines, { maxima, reserves, bidders });
    const { entry } = next;
    return this.run({ kind: 'cancelBid', by: 'auctioneer', why: WHY, entry, bids }, clock(at));
  }

  /** Price and leader as examples write them: `130 A`, or `no bid`. */
  standing(): string {
    const { priceMinor, leader } = this.state.book;
    if (priceMinor === null || leader === null) return 'no bid';
    return `${priceMinor / 100} ${String.fromCharCode(64 + leader.paddle)}`;
  }

  ask(): number {
    return (publicLot(this.state).askMinor ?? Number.NaN) / 100;
  }

  reserve(): string {
    return publicLot(this.state).reserve;
  }
}

/** The refusal of a settlement. @throws where the command was accepted. */
export function refusalOf({ outcome }: Settlement): Refusal {
  if (outcome.ok) throw new InvariantError(`no refusal: ${JSON.stringify(outcome.value)}`);
  return outcome.error;
}

/** The facts of a settlement. @throws where the command was refused. */
export function factsOf({ outcome }: Settlement): readonly LotFact[] {
  if (!outcome.ok) throw new InvariantError(`refused: ${JSON.stringify(outcome.error)}`);
  return outcome.value;
}

/** The kinds of a settlement's facts in order. */
export const kindsOf = (settlement: Settlement): string[] =>
  factsOf(settlement).map(({ kind }) => kind);
