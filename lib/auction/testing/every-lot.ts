import { invariant } from '../../shared/assert';
import type { LotCommand } from '../command';
import { settle } from '../settle';
import type { FormatName, LotPhase, LotState, LotTermsOf } from '../state';
import { newLot } from '../terms/terms';
import { bidder, clock, minor, TEST_TERMS } from './room';

const { format: _format, selling: _selling, ...COMMON } = TEST_TERMS;

/** Terms of each format in which as much as may be is switched on. */
const TERMS: { readonly [F in FormatName]: LotTermsOf<F> } = {
  english: {
    ...COMMON,
    format: 'english',
    selling: { belowReserve: 'steps', buyNowMinor: minor(900) },
    reserveMinor: minor(120),
    softClose: { windowMs: 7_200_000, extensionMs: 7_200_000, mode: 'any' },
  },
  reverse: {
    ...COMMON,
    format: 'reverse',
    selling: { belowReserve: 'in-full' },
    reserveMinor: minor(60),
  },
  live: { ...COMMON, format: 'live', selling: { tie: 'floor' } },
  sealed: { ...COMMON, format: 'sealed', selling: {}, reserveMinor: minor(120) },
  vickrey: { ...COMMON, format: 'vickrey', selling: {} },
  'multi-unit': { ...COMMON, format: 'multi-unit', selling: { units: 5 } },
  // At ten it stands at 40, ten minutes later at its reserve.
  dutch: {
    ...COMMON,
    format: 'dutch',
    selling: { units: 5, stepMinor: minor(1), intervalMs: 60_000 },
    reserveMinor: minor(30),
    closesAtMs: clock('10:41:00'),
  },
};

const NOW = clock('10:00:00');
const SEEN_BY_CLERK = { version: 5, paddle: 1, priceMinor: minor(150) };

/** A bid of A that each format takes at ten. */
function bidOn({ format }: LotState): LotCommand {
  const { userId, ...registration } = bidder('A');
  const amountMinor = format === 'reverse' ? minor(50) : minor(150);
  return {
    kind: 'placeBid',
    bidder: { ...registration, userId },
    userId,
    isHouse: false,
    bidKind: 'exact',
    amountMinor,
    receivedAtMs: NOW,
    receivedErrorMs: 1,
  };
}

const clerk = (order: Extract<LotCommand, { kind: 'clerk' }>['order']): LotCommand => ({
  kind: 'clerk',
  order,
});

const OPEN: LotCommand = { kind: 'openLot', by: 'clerk' };
const CLOSE: LotCommand = { kind: 'closeLot', by: 'clerk' };
const WITHDRAW: LotCommand = { kind: 'withdrawLot' };
const WARN = clerk({ kind: 'giveFairWarning' });
const CALL = clerk({ kind: 'giveFinalCall' });
const HOLD = clerk({ kind: 'hold' });
const FLOOR = clerk({ kind: 'takeFloorBid', amountMinor: minor(150), bidder: null });

type Way = readonly (LotCommand | typeof bidOn)[];

/** What leads a lot of any format into a phase; null: nothing does. */
type Ways = Readonly<Record<LotPhase, readonly Way[] | null>>;

const BY_THE_CLOCK: Ways = {
  scheduled: [[]],
  open: [[OPEN], [OPEN, bidOn]],
  held: null,
  sold: [[OPEN, bidOn, CLOSE]],
  passed: [[OPEN, CLOSE]],
  withdrawn: [[WITHDRAW], [OPEN, bidOn, WITHDRAW]],
};

const BY_A_CLERK: Ways = {
  scheduled: [[]],
  open: [
    [OPEN],
    [OPEN, bidOn],
    [OPEN, FLOOR],
    [OPEN, bidOn, WARN],
    [OPEN, bidOn, WARN, CALL],
    [OPEN, FLOOR, WARN, CALL],
  ],
  held: [[OPEN, bidOn, HOLD]],
  sold: [[OPEN, bidOn, WARN, CALL, clerk({ kind: 'sell', seen: SEEN_BY_CLERK, buyer: null })]],
  passed: [[OPEN, clerk({ kind: 'pass', seenVersion: 2 })]],
  withdrawn: [[OPEN, HOLD, WITHDRAW]],
};

const WAYS: Readonly<Record<FormatName, Ways>> = {
  english: BY_THE_CLOCK,
  reverse: BY_THE_CLOCK,
  sealed: BY_THE_CLOCK,
  vickrey: BY_THE_CLOCK,
  'multi-unit': BY_THE_CLOCK,
  dutch: BY_THE_CLOCK,
  live: BY_A_CLERK,
};

/** The names of all formats. */
export const FORMAT_NAMES = Object.keys(TERMS) as FormatName[];

/** The phases that a lot of this format can be in. */
export const phasesOf = (format: FormatName): LotPhase[] =>
  (Object.keys(WAYS[format]) as LotPhase[]).filter((phase) => WAYS[format][phase] !== null);

/** Frozen as deep as it goes, so that whoever writes into it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

function along(format: FormatName, way: Way): LotState {
  const identity = { lotId: 42, auctionId: 7, channel: 0, lotNumber: 14, currency: 'USD' };
  const lot = newLot(identity, TERMS[format]);
  invariant(lot.ok, 'terms of test lots stand', { format });
  return way.reduce<LotState>((state, step) => {
    const { outcome, next } = settle(state, typeof step === 'function' ? step(state) : step, NOW);
    invariant(outcome.ok, 'each step of the way is taken', { format, outcome });
    return next;
  }, lot.value);
}

/** Lots of a format in a phase, each led there in another way, as if by ten o'clock; frozen. */
export const lotsIn = (format: FormatName, phase: LotPhase): LotState[] =>
  (WAYS[format][phase] ?? []).map((way) => {
    const lot = along(format, way);
    invariant(lot.phase === phase, 'the way leads there', { format, phase });
    return frozen(lot);
  });
