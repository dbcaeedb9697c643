import fc from 'fast-check';
import type { Minor } from '../../shared/money';
import type { AcceptedBid, LotCommand, PlaceBid } from '../command';
import { acceptedBids, type BidEntry } from '../ledger/accepted-bids';
import type { LedgerLine } from '../ledger/line';
import { publicLot } from '../public-lot';
import { type Settlement, settle } from '../settle';
import { type Bidder, type HouseRole, type LotOf, type LotTermsOf, UNCONDITIONAL } from '../state';
import type { Ladder } from '../terms/ladder';
import { type RoomFormat, TEST_TERMS, testLot, WHY } from './room';

const CLOSES_AT_MS = 400_000;
const PADDLES = [1, 2, 3, 4] as const;

const ladders: fc.Arbitrary<Ladder> = fc
  .tuple(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 50, max: 300 }),
    fc.integer({ min: 1, max: 60 }),
  )
  .map(([first, edge, second]) => [
    { fromMinor: 0, stepMinor: first },
    { fromMinor: edge, stepMinor: second },
  ]);

const softCloses = fc.option(
  fc.record(
    {
      windowMs: fc.integer({ min: 0, max: 90_000 }),
      extensionMs: fc.integer({ min: 1, max: 60_000 }),
      mode: fc.constantFrom('any' as const, 'leader' as const),
      mostExtensions: fc.integer({ min: 1, max: 3 }),
      latestEndMs: fc.integer({ min: CLOSES_AT_MS, max: CLOSES_AT_MS + 30_000 }),
    },
    { requiredKeys: ['windowMs', 'extensionMs', 'mode'] },
  ),
);

/** Terms of a lot, upwards or downwards, with every switch that the house's commands meet. */
export const someHouseTerms: fc.Arbitrary<LotTermsOf<RoomFormat>> = fc
  .record({
    format: fc.constantFrom('english' as const, 'english' as const, 'reverse' as const),
    startMinor: fc.integer({ min: 60, max: 400 }),
    // High ones come down to where limits are (RES5).
    reserveMinor: fc.option(
      fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 400, max: 900 })),
    ),
    ladder: ladders,
    softClose: softCloses,
    offLadder: fc.constantFrom('keep' as const, 'keep' as const, 'round-down' as const),
  })
  .map((terms) => ({
    ...TEST_TERMS,
    ...terms,
    opensAtMs: 0,
    closesAtMs: CLOSES_AT_MS,
    sellerId: null,
  }));

const people = fc.constantFrom<HouseRole>('clerk', 'auctioneer', 'admin');

const newTerms: fc.Arbitrary<Partial<LotTermsOf<RoomFormat>>> = fc.oneof(
  fc.record({ ladder: ladders }),
  fc.record({
    closesAtMs: fc.integer({ min: CLOSES_AT_MS - 200_000, max: CLOSES_AT_MS + 90_000 }),
  }),
  fc.record({
    closesAtMs: fc.integer({ min: CLOSES_AT_MS - 200_000, max: CLOSES_AT_MS + 90_000 }),
  }),
  fc.record({ startMinor: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ softClose: softCloses }),
  fc.record({ staleBid: fc.constantFrom('accept' as const, 'confirm' as const) }),
  fc.record({
    offLadder: fc.constantFrom('keep' as const, 'round-down' as const),
    ladder: ladders,
  }),
);

/** What somebody wants; who, and of which bid, is only known once the lot is that far. */
type Wish =
  | {
      want: 'bid';
      paddle: number;
      bidKind: PlaceBid['bidKind'];
      /** How far beyond the ask; before it, for raises and refusals, if negative. */
      overMinor: number;
      waitedMs: number;
    }
  | { want: 'bar'; paddle: number }
  | { want: 'cancel'; which: number; withReason: boolean }
  | { want: 'terms'; terms: Partial<LotTermsOf<RoomFormat>>; by: HouseRole; withReason: boolean }
  /** Another reserve, so many hundredths of the way from short of the price to beyond the leader's limit. */
  | { want: 'reserve'; hundredths: number | null; withReason: boolean }
  | { want: 'reopen'; nextIsUp: boolean; isPaid: boolean; second: HouseRole | null }
  | { want: 'close'; by: 'clock' | 'clerk' }
  | { want: 'later'; kind: 'resumeLot' | 'cascadeLot'; byMs: number };

const paddles = fc.constantFrom(...PADDLES);
const mostly = fc.integer({ min: 0, max: 9 }).map((roll) => roll > 0);

const wishes: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      want: fc.constant('bid' as const),
      paddle: paddles,
      bidKind: fc.constantFrom('max' as const, 'max' as const, 'exact' as const),
      overMinor: fc.integer({ min: -20, max: 90 }),
      waitedMs: fc.integer({ min: 0, max: 900 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ want: fc.constant('bar' as const), paddle: paddles }) },
  {
    weight: 6,
    arbitrary: fc.record({
      want: fc.constant('cancel' as const),
      which: fc.nat(20),
      withReason: mostly,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      want: fc.constant('terms' as const),
      terms: newTerms,
      by: people,
      withReason: mostly,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      want: fc.constant('reserve' as const),
      hundredths: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 12 }),
      withReason: mostly,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      want: fc.constant('reopen' as const),
      nextIsUp: fc.boolean(),
      isPaid: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
      second: fc.option(people),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      want: fc.constant('close' as const),
      by: fc.constantFrom('clock' as const, 'clock' as const, 'clerk' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      want: fc.constant('later' as const),
      kind: fc.constantFrom('resumeLot' as const, 'cascadeLot' as const),
      byMs: fc.integer({ min: -2_000, max: 20_000 }),
    }),
  },
);

/** What is wanted of one lot, and how long after the wish before. */
export const someWishes = fc.array(
  fc.record({ wish: wishes, afterMs: fc.integer({ min: 0, max: 25_000 }) }),
  { minLength: 1, maxLength: 40, size: 'max' },
);

/** A bid that stands, as it was made, and the reserves that came after it with the price of that moment. */
export interface StandingBid {
  readonly bid: AcceptedBid;
  readonly reserves: readonly { readonly toMinor: Minor; readonly priceMinor: Minor }[];
}

/** One settled command with the lot before it. */
export interface HouseStep extends Settlement<RoomFormat> {
  readonly before: LotOf<RoomFormat>;
  readonly command: LotCommand;
  readonly nowMs: number;
  /** The bids that stand before it, as its test keeps them. */
  readonly standing: readonly StandingBid[];
}

/** A lot whose house acts: keeps its ledger, whom it barred, and in its own way which bids stand. */
class House {
  state: LotOf<RoomFormat>;
  readonly steps: HouseStep[] = [];
  private readonly lines: (BidEntry & Pick<LedgerLine, 'secrets'>)[] = [];
  private readonly barred = new Set<number>();
  private standing: StandingBid[] = [];

  constructor(terms: LotTermsOf<RoomFormat>) {
    this.state = testLot(terms);
    this.take({ kind: 'openLot', by: 'clock' }, 0);
  }

  bidder(paddle: number): Bidder {
    const status = this.barred.has(paddle) ? 'suspended' : 'approved';
    const userId = `user-${paddle}`;
    return { registrationId: 900 + paddle, userId, paddle, status, ...UNCONDITIONAL };
  }

  /** The bids that stand, out of the ledger as the house would read it. */
  fromLedger(): AcceptedBid[] {
    const opened = (of: 'max' | 'reserve') =>
      new Map(
        this.lines.flatMap(({ entry, secrets }) => {
          const amountMinor = secrets[of];
          return amountMinor === undefined ? [] : [[entry, amountMinor] as const];
        }),
      );
    const bidders = new Map(PADDLES.map((paddle) => [paddle, this.bidder(paddle)]));
    return acceptedBids(this.lines, {
      maxima: opened('max'),
      reserves: opened('reserve'),
      bidders,
    });
  }

  take(command: LotCommand, nowMs: number): void {
    const before = this.state;
    const settled = settle(before, command, nowMs);
    this.steps.push({ ...settled, before, command, nowMs, standing: this.standing });
    this.state = settled.next;
    if (settled.line) {
      this.lines.push({ ...settled.line, entry: settled.next.entry });
    }
    if (!settled.outcome.ok) return;
    if (command.kind === 'placeBid' && command.bidder) {
      const { entry } = settled.next;
      const { ladder } = before;
      const bid = { ...command, bidder: command.bidder, entry, ladder };
      this.standing = [...this.standing, { bid, reserves: [] }];
    }
    const { reserveMinor: toMinor } = settled.next;
    const { priceMinor } = before.book;
    if (toMinor !== before.reserveMinor && toMinor !== null && priceMinor !== null) {
      this.standing = this.standing.map(({ bid, reserves }) => ({
        bid,
        reserves: [...reserves, { toMinor, priceMinor }],
      }));
    }
    if (command.kind === 'cancelBid') {
      this.standing = this.standing.filter(
        ({ bid }) => bid.entry !== command.entry && !this.barred.has(bid.bidder.paddle),
      );
    }
  }

  wish(wish: Wish, nowMs: number): void {
    const command = this.commandOf(wish, nowMs);
    if (command) this.take(command, nowMs);
  }

  private commandOf(wish: Wish, nowMs: number): LotCommand | null {
    switch (wish.want) {
      case 'bid': {
        const { paddle, bidKind, overMinor, waitedMs } = wish;
        const askMinor = publicLot(this.state).askMinor ?? this.state.startMinor;
        const direction = this.state.format === 'reverse' ? -1 : 1;
        const amountMinor = Math.max(1, askMinor + direction * overMinor);
        const bidder = this.bidder(paddle);
        const received = { receivedAtMs: nowMs - waitedMs, receivedErrorMs: 1 };
        const person = { bidder, userId: bidder.userId, isHouse: false };
        return { kind: 'placeBid', ...person, bidKind, amountMinor, ...received };
      }
      case 'bar':
        if (!this.barred.delete(wish.paddle)) this.barred.add(wish.paddle);
        return null;
      case 'cancel': {
        const bids = this.fromLedger();
        const entry = bids[wish.which % Math.max(1, bids.length)]?.entry ?? 1;
        const why = wish.withReason ? WHY : null;
        return { kind: 'cancelBid', by: 'auctioneer', why, entry, bids };
      }
      case 'terms': {
        const { by, terms, withReason } = wish;
        return { kind: 'setTerms', by, why: withReason ? WHY : null, terms };
      }
      case 'reserve': {
        const { hundredths, withReason } = wish;
        const { priceMinor, leader } = this.state.book;
        const direction = this.state.format === 'reverse' ? -1 : 1;
        const fromMinor = (priceMinor ?? this.state.startMinor) - direction * 10;
        const toMinor = (leader?.maxMinor ?? this.state.startMinor) + direction * 10;
        const atMinor = Math.round(fromMinor + ((hundredths ?? 0) / 100) * (toMinor - fromMinor));
        const reserveMinor = hundredths === null ? null : Math.max(1, atMinor);
        const why = withReason ? WHY : null;
        return { kind: 'setTerms', by: 'auctioneer', why, terms: { reserveMinor } };
      }
      case 'reopen': {
        const { nextIsUp, isPaid } = wish;
        const by = { userId: 'user-clerk', role: 'clerk' } as const;
        const second = wish.second && { userId: 'user-other', role: wish.second };
        return { kind: 'reopenLot', by, second, why: WHY, nextIsUp, isPaid };
      }
      case 'close':
        return { kind: 'closeLot', by: wish.by };
      case 'later':
        return { kind: wish.kind, closesAtMs: this.state.closesAtMs + wish.byMs };
    }
  }
}

/** Runs a history of wishes on one lot from its opening on. */
export function houseHistory(
  terms: LotTermsOf<RoomFormat>,
  wished: readonly { wish: Wish; afterMs: number }[],
): House {
  const house = new House(terms);
  let nowMs = 150_000;
  for (const { wish, afterMs } of wished) {
    nowMs += afterMs;
    house.wish(wish, nowMs);
  }
  return house;
}
