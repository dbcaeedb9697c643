import type { FromBidder, LotCommand, PlaceBid } from '../command';
import type { ClerkOrder } from '../house/clerk-order';
import { publicLot } from '../public-lot';
import type { LotState, LotTerms } from '../state';
import { bidder, houseTerms, minor, WHY } from './room';

/** Commands of one kind. */
type Of<K extends LotCommand['kind']> = Extract<LotCommand, { readonly kind: K }>;

const A = bidder('A');
const B = bidder('B');

/** Whoever may ask, and everyone who may not, received just now. */
const asking = (nowMs: number): FromBidder[] => {
  const from = { bidder: B, userId: B.userId, isHouse: false, receivedErrorMs: 1 };
  const now = { ...from, receivedAtMs: nowMs };
  return [
    now,
    { ...now, bidder: A, userId: A.userId },
    { ...now, bidder: null },
    { ...now, isHouse: true },
    { ...now, userId: 'user-seller', bidder: { ...B, userId: 'user-seller' } },
    { ...now, bidder: { ...B, status: 'suspended' } },
    { ...now, bidder: { ...B, isDepositHeld: false } },
    { ...now, bidder: { ...B, limitMinor: minor(70), elsewhereMinor: minor(20) } },
    { ...now, bidder: { ...B, hasPriority: true } },
    { ...now, receivedAtMs: nowMs - 60_000.5 },
  ];
};

/** Amounts around what is asked, far off, and none at all. */
function amounts(lot: LotState): number[] {
  const { askMinor, priceMinor } = publicLot(lot);
  const ask = askMinor ?? lot.startMinor;
  return [
    ask,
    minor(150),
    minor(900),
    minor(40),
    ask - 1,
    priceMinor ?? 1,
    0,
    1.5,
    Number.NaN,
    1e14,
  ];
}

function bidsOn(lot: LotState, nowMs: number): PlaceBid[] {
  const plain = { kind: 'placeBid', bidKind: 'exact', amountMinor: lot.startMinor } as const;
  const [somebody] = asking(nowMs);
  const people = asking(nowMs).map((from) => ({ ...from, ...plain }));
  if (!somebody) return people;
  const of = { ...somebody, ...plain };
  return [
    ...people,
    ...amounts(lot).flatMap((amountMinor) => [
      { ...of, amountMinor },
      { ...of, bidKind: 'max' as const, amountMinor },
    ]),
    { ...of, units: 2, leastUnits: 1 },
    { ...of, units: 9, leastUnits: 9 },
    { ...of, units: 0.5 },
    { ...of, seenAskMinor: 1 },
  ];
}

/** What a clerk may say of a lot, and what may no longer be so (LIV1): none is missing, by type. */
const ORDERS: {
  readonly [K in ClerkOrder['kind']]: (
    lot: LotState,
  ) => readonly Extract<ClerkOrder, { readonly kind: K }>[];
} = {
  giveFairWarning: () => [{ kind: 'giveFairWarning' }],
  giveFinalCall: () => [{ kind: 'giveFinalCall' }],
  hold: () => [{ kind: 'hold' }],
  resume: () => [{ kind: 'resume' }],
  sell(lot) {
    const { version, leaderPaddle: paddle, priceMinor } = publicLot(lot);
    const seen = { version, paddle, priceMinor };
    const stale = { ...seen, version: version - 1 };
    return [
      { kind: 'sell', seen, buyer: null },
      { kind: 'sell', seen, buyer: B },
      { kind: 'sell', seen: stale, buyer: null },
    ];
  },
  pass: ({ version }) => [
    { kind: 'pass', seenVersion: version },
    { kind: 'pass', seenVersion: version - 1 },
  ],
  takeFloorBid: (lot) =>
    amounts(lot).flatMap((amountMinor) =>
      [null, A, B, { ...B, status: 'suspended' as const }].map((who) => ({
        kind: 'takeFloorBid' as const,
        amountMinor,
        bidder: who,
      })),
    ),
  undo: ({ version }) => [
    { kind: 'undo', seenVersion: version },
    { kind: 'undo', seenVersion: version + 1 },
  ],
  setIncrement: () => [
    { kind: 'setIncrement', stepMinor: minor(25) },
    { kind: 'setIncrement', stepMinor: null },
    { kind: 'setIncrement', stepMinor: -1 },
  ],
};

/** Terms that may be set at some time, and some that never may. */
const changes = (nowMs: number): Partial<LotTerms>[] => [
  { startMinor: minor(90) },
  { startMinor: 0 },
  { reserveMinor: null },
  { reserveMinor: minor(35) },
  { reserveMinor: minor(800) },
  { closesAtMs: nowMs + 600_000 },
  { closesAtMs: nowMs - 1 },
  { staleBid: 'confirm' },
  { format: 'sealed', selling: {} },
  {},
];

/**
 * Of each kind a command that a lot may well take at `nowMs`, followed by others that it refuses or takes
 * by who asks, what and when: none is missing, by type.
 */
export const EVERY_COMMAND: {
  readonly [K in LotCommand['kind']]: (lot: LotState, nowMs: number) => readonly Of<K>[];
} = {
  placeBid: bidsOn,
  buyNow: (_, nowMs) =>
    asking(nowMs).flatMap((from) =>
      [minor(900), minor(899)].map((amountMinor) => ({
        ...from,
        kind: 'buyNow' as const,
        amountMinor,
      })),
    ),
  leaveBid: (lot, nowMs) =>
    asking(nowMs).flatMap((from) =>
      amounts(lot).map((amountMinor) => ({ ...from, kind: 'leaveBid' as const, amountMinor })),
    ),
  openLot: () => [
    { kind: 'openLot', by: 'clerk' },
    { kind: 'openLot', by: 'clock' },
  ],
  closeLot: () => [
    { kind: 'closeLot', by: 'clerk' },
    { kind: 'closeLot', by: 'clock' },
  ],
  withdrawLot: () => [{ kind: 'withdrawLot' }],
  setTerms: (_, nowMs) =>
    changes(nowMs).flatMap((terms) => [
      houseTerms(terms),
      { ...houseTerms(terms), why: null },
      { ...houseTerms(terms), by: 'clerk' as const },
      { ...houseTerms(terms), by: 'clock' as const },
    ]),
  resumeLot: ({ closesAtMs }) => [
    { kind: 'resumeLot', closesAtMs: closesAtMs + 60_000 },
    { kind: 'resumeLot', closesAtMs: 0 },
    { kind: 'resumeLot', closesAtMs: 1e15 },
  ],
  cancelBid(lot, nowMs) {
    const { ladder, entry } = lot;
    const [bid] = bidsOn(lot, nowMs);
    const bids = bid && entry > 0 ? [{ ...bid, bidder: B, entry, ladder }] : [];
    const cancel = { kind: 'cancelBid', by: 'auctioneer', why: WHY, entry, bids } as const;
    const barred = bids.map((one) => ({ ...one, bidder: { ...B, status: 'suspended' as const } }));
    return [cancel, { ...cancel, bids: barred }, { ...cancel, why: null }, { ...cancel, bids: [] }];
  },
  reopenLot() {
    const by = { userId: 'user-clerk', role: 'clerk' } as const;
    const told = { nextIsUp: false, isPaid: false };
    const reopen = { kind: 'reopenLot', by, second: null, why: null, ...told } as const;
    const second = { userId: 'user-boss', role: 'auctioneer' } as const;
    return [
      reopen,
      { ...reopen, isPaid: true },
      { ...reopen, nextIsUp: true },
      { ...reopen, nextIsUp: true, second },
      { ...reopen, nextIsUp: true, second, why: WHY },
      { ...reopen, nextIsUp: true, second: by, why: WHY },
    ];
  },
  cascadeLot: ({ closesAtMs }) => [
    { kind: 'cascadeLot', closesAtMs: closesAtMs + 60_000 },
    { kind: 'cascadeLot', closesAtMs: 0 },
    { kind: 'cascadeLot', closesAtMs: 1e15 },
  ],
  clerk: (lot) =>
    Object.values(ORDERS)
      .flatMap((orders): readonly ClerkOrder[] => orders(lot))
      .map((order) => ({ kind: 'clerk', order })),
  reachReserve: () => [{ kind: 'reachReserve' }],
};

/** All of them, each kind's together. */
export const everyCommand = (lot: LotState, nowMs: number): LotCommand[] =>
  Object.values(EVERY_COMMAND).flatMap((commands): readonly LotCommand[] => commands(lot, nowMs));
