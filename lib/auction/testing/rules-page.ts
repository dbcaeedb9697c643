import { invariant } from '../../shared/assert';
import { openingBids } from '../bids/absentee';
import type { LotCommand } from '../command';
import type { ClerkOrder, SeenLot } from '../house/clerk-order';
import { acceptedBids } from '../ledger/accepted-bids';
import { publicLot } from '../public-lot';
import { type Settlement, settle } from '../settle';
import type { BidKind, LotState } from '../state';
import { newLot } from '../terms/terms';
import { bidder, clock, minor } from './room';
import { termsOf } from './rules-page-terms';
import { cellsOf, letters } from './rules-page-words';

/** One row of an example: what happens in words, and what the page says comes of it. */
export interface ExampleRow {
  readonly happens: string;
  /** Answer, price, leader and next bid, as cells. */
  readonly told: readonly string[];
}

/** A worked example of the rules page. */
export interface Example {
  readonly heading: string;
  /** The sentences that tell the lot's terms. */
  readonly terms: string;
  readonly rows: readonly ExampleRow[];
}

/** The examples of the rules page: under each heading a quoted line of terms and a table. */
export function examplesIn(page: string): Example[] {
  return page.split(/^## /m).flatMap((section) => {
    const [heading = '', ...lines] = section.split('\n');
    const terms = lines
      .filter((line) => line.startsWith('> '))
      .map((line) => line.slice(2))
      .join(' ');
    const rows = lines
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split('|').slice(1, -1))
      .map(([happens = '', ...told]) => ({
        happens: happens.trim(),
        told: told.map((cell) => cell.trim()),
      }))
      .slice(1);
    return terms ? [{ heading, terms, rows }] : [];
  });
}

/** How an example's lot has come about so far. */
interface Played {
  readonly state: LotState;
  readonly past: readonly Settlement[];
}

/** What it is to the rules; mostly one command. */
type Happening = (
  played: Played,
  groups: readonly string[],
  atMs: number,
) => LotCommand | readonly LotCommand[];

function askedBy(who: string, amount: string, atMs: number) {
  const registration = bidder(who);
  return {
    bidder: registration,
    userId: registration.userId,
    isHouse: false,
    amountMinor: minor(Number(amount)),
    receivedAtMs: atMs,
    receivedErrorMs: 1,
  };
}

const bid =
  (bidKind: BidKind): Happening =>
  (_, [who = '', amount = ''], atMs) => ({
    kind: 'placeBid',
    bidKind,
    ...askedBy(who, amount, atMs),
  });

/** An offer for units: as many as there are of those wanted, or all of them or none. */
const offer =
  (isAllOrNone: boolean): Happening =>
  (_, [who = '', units = '1', amount = ''], atMs) => ({
    kind: 'placeBid',
    bidKind: 'exact',
    units: Number(units),
    leastUnits: isAllOrNone ? Number(units) : 1,
    ...askedBy(who, amount, atMs),
  });

const buy: Happening = (_, [who = '', amount = ''], atMs) => ({
  kind: 'buyNow',
  ...askedBy(who, amount, atMs),
});

const leave: Happening = (_, [who = '', amount = ''], atMs) => ({
  kind: 'leaveBid',
  ...askedBy(who, amount, atMs),
});

const open: Happening = ({ state }) => [
  { kind: 'openLot', by: 'clerk' },
  ...openingBids(state, ({ paddle }) => bidder(letters[paddle - 1] ?? '?')),
];

/** What the clerk of a live lot does, as they see it, or as they saw it before the last row. */
const clerk =
  (order: (seen: SeenLot, groups: readonly string[]) => ClerkOrder, stale = false): Happening =>
  ({ state, past }, groups) => {
    const { version, leaderPaddle, priceMinor } = publicLot(
      stale ? (past.at(-2)?.next ?? state) : state,
    );
    return { kind: 'clerk', order: order({ version, paddle: leaderPaddle, priceMinor }, groups) };
  };

const sell = (seen: SeenLot): ClerkOrder => ({ kind: 'sell', seen, buyer: null });

const onTheFloor = (_: SeenLot, [who = '', amount = '']: readonly string[]): ClerkOrder => ({
  kind: 'takeFloorBid',
  amountMinor: minor(Number(amount)),
  bidder: bidder(who),
});

const cancel: Happening = ({ past }, [who = '']) => {
  const lines = past.flatMap(({ line, next: { entry } }) => (line ? [{ ...line, entry }] : []));
  const maxima = new Map(
    lines.flatMap(({ entry, secrets }) =>
      secrets.max === undefined ? [] : [[entry, secrets.max] as const],
    ),
  );
  const bidders = new Map(letters.map((name, index) => [index + 1, bidder(name)]));
  const { paddle } = bidder(who);
  const last = lines.findLast((line) => line.paddle === paddle && line.code === null);
  invariant(last, 'who is to lose a bid has one', { who });
  const bids = acceptedBids(lines, { maxima, reserves: new Map(), bidders });
  const why = 'f'.repeat(64);
  return { kind: 'cancelBid', by: 'auctioneer', why, entry: last.entry, bids };
};

/** What may stand in the first column, after a time of day where that matters. */
const HAPPENINGS: readonly (readonly [RegExp, Happening])[] = [
  [/^([A-Z]) bids (?:up|down) to ([\d.]+)$/, bid('max')],
  [/^([A-Z]) bids ([\d.]+)$/, bid('exact')],
  [/^([A-Z]) offers (?:(\d+) at )?([\d.]+)$/, offer(false)],
  [/^([A-Z]) offers (\d+) or none at ([\d.]+)$/, offer(true)],
  [/^([A-Z]) buys for ([\d.]+)$/, buy],
  [/^([A-Z]) leaves up to ([\d.]+)$/, leave],
  [/^the lot opens$/, open],
  [/^the hammer falls$/, () => ({ kind: 'closeLot', by: 'clerk' })],
  [/^the clock closes the lot$/, () => ({ kind: 'closeLot', by: 'clock' })],
  [/^([A-Z]) bids ([\d.]+) on the floor$/, clerk(onTheFloor)],
  [/^the clerk gives fair warning$/, clerk(() => ({ kind: 'giveFairWarning' }))],
  [/^the clerk gives final call$/, clerk(() => ({ kind: 'giveFinalCall' }))],
  [/^the clerk sells$/, clerk(sell)],
  [/^the clerk sells what stood before$/, clerk(sell, true)],
  [
    /^the clerk undoes the last step$/,
    clerk(({ version }) => ({ kind: 'undo', seenVersion: version })),
  ],
  [/^the auctioneer cancels ([A-Z])'s last bid$/, cancel],
];

/** A row played: what the page says, and what the rules say. */
export interface PlayedRow {
  readonly told: string;
  readonly due: string;
}

/** Plays an example by the rules. @throws InvariantError for words that mean nothing here. */
export function playExample(example: Example): PlayedRow[] {
  const terms = termsOf(example);
  const identity = { lotId: 42, auctionId: 7, channel: 0, lotNumber: 1, currency: 'USD' };
  const lot = newLot(identity, terms);
  invariant(lot.ok, `the terms of "${example.heading}" do not stand`, { lot });
  const isScheduled = example.terms.includes('Not open yet');
  let state: LotState = isScheduled
    ? lot.value
    : settle(lot.value, { kind: 'openLot', by: 'clerk' }, terms.opensAtMs).next;
  let atMs = terms.opensAtMs;
  const past: Settlement[] = [];
  return example.rows.map(({ happens, told }) => {
    const [, time, words = happens] = /^(\d\d:\d\d:\d\d) (.*)$/.exec(happens) ?? [];
    atMs = time ? clock(time) : atMs;
    const found = HAPPENINGS.find(([pattern]) => pattern.test(words));
    invariant(found, `nothing happens by the words "${words}"`);
    const [pattern, happening] = found;
    const groups = pattern.exec(words)?.slice(1) ?? [];
    const settled = [happening({ state, past }, groups, atMs)].flat().map((command) => {
      const settlement = settle(state, command, atMs);
      state = settlement.next;
      return settlement;
    });
    past.push(...settled);
    return {
      told: [happens, ...told].join(' | '),
      due: [happens, ...cellsOf(settled, state, atMs)].join(' | '),
    };
  });
}
