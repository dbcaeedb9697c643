import { InvariantError, invariant } from '../../shared/assert';
import { acceptedBids } from '../accepted-bids';
import type { ClerkOrder, SeenLot } from '../clerk-order';
import type { LotCommand } from '../command';
import type { LotFact } from '../fact';
import { publicLot } from '../public-lot';
import { type Settlement, settle } from '../settle';
import type { BidKind, LotState, LotTerms } from '../state';
import { newLot } from '../terms';
import { bidder, clock, minor, TEST_TERMS } from './room';

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

/** Headings begin with the name of the format; those that name none are about ascending lots. */
const SOLD_AS: Readonly<Record<string, Pick<LotTerms, 'format' | 'selling'>>> = {
  Reverse: { format: 'reverse', selling: { belowReserve: 'steps' } },
  Live: { format: 'live', selling: { tie: 'first' } },
};

const MINUTE_MS = 60_000;

/** The terms that an example's sentences tell; what they leave out is as in `TEST_TERMS`. */
function termsOf({ heading, terms }: Example): LotTerms {
  const number = (pattern: RegExp) => {
    const found = pattern.exec(terms)?.[1];
    return found === undefined ? null : Number(found);
  };
  const startMinor = minor(number(/Starts at ([\d.]+)/) ?? Number.NaN);
  const stepMinor = minor(number(/in steps of ([\d.]+)/) ?? 10);
  const reserve = number(/reserve ([\d.]+)/);
  const closes = /Closes at ([\d:]+)/.exec(terms)?.[1];
  const window = number(/in the last ([\d.]+) minutes/);
  const extension = number(/leaves ([\d.]+) more/);
  return {
    ...TEST_TERMS,
    ...SOLD_AS[heading.split(':')[0] ?? ''],
    startMinor,
    reserveMinor: reserve === null ? null : minor(reserve),
    ladder: [{ fromMinor: 0, stepMinor }],
    closesAtMs: closes ? clock(closes) : TEST_TERMS.closesAtMs,
    softClose:
      window === null || extension === null
        ? null
        : { windowMs: window * MINUTE_MS, extensionMs: extension * MINUTE_MS, mode: 'any' },
  };
}

/** How an example's lot has come about so far. */
interface Played {
  readonly state: LotState;
  readonly past: readonly Settlement[];
}

type Happening = (played: Played, groups: readonly string[], atMs: number) => LotCommand;

const bid =
  (bidKind: BidKind): Happening =>
  (_, [who = '', amount = ''], atMs) => {
    const registration = bidder(who);
    return {
      kind: 'placeBid',
      bidder: registration,
      userId: registration.userId,
      isHouse: false,
      bidKind,
      amountMinor: minor(Number(amount)),
      receivedAtMs: atMs,
      receivedErrorMs: 1,
    };
  };

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

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

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

const major = (amountMinor: number | null) =>
  amountMinor === null ? '–' : String(amountMinor / 100);
const who = (paddle: number | null) => (paddle === null ? '–' : (letters[paddle - 1] ?? '?'));
const timeOf = (atMs: number) => new Date(atMs).toISOString().slice(11, 19);

function wordsOf(fact: LotFact): string {
  switch (fact.kind) {
    case 'bidAccepted':
      return { leading: 'leads', outbid: 'outbid at once', raised: 'keeps leading' }[fact.outcome];
    case 'reserveMet':
      return 'reserve met';
    case 'extended':
      return `closes at ${timeOf(fact.closesAtMs)}`;
    case 'sold':
      return `sold ${fact.sales
        .map(({ paddle, priceMinor }) => `to ${who(paddle)} at ${major(priceMinor)}`)
        .join(', ')}`;
    case 'passed':
      return fact.reason === 'no-bid' ? 'not sold: no bid' : 'not sold: the reserve is not met';
    case 'floorBidTaken':
      return fact.outcome === 'outbid' ? 'outbid at once' : 'leads';
    case 'fairWarningGiven':
      return 'fair warning';
    case 'finalCallGiven':
      return 'final call';
    case 'stepUndone':
      return 'undone';
    case 'bidCancelled':
      return 'taken back';
    default:
      throw new InvariantError(`no words for ${fact.kind}`);
  }
}

/** What the page has to say of a step: its answer, and the lot after it. */
function cellsOf({ outcome, next }: Settlement): string[] {
  const { priceMinor, leaderPaddle, askMinor } = publicLot(next);
  const standing = [major(priceMinor), who(leaderPaddle), major(askMinor)];
  if (outcome.ok) return [outcome.value.map(wordsOf).join(', '), ...standing];
  const { rule, leastMinor } = outcome.error;
  const wouldDo = leastMinor === undefined ? '' : `: ${major(leastMinor)} would do`;
  return [`refused (${rule})${wouldDo}`, ...standing];
}

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
  let state = settle(lot.value, { kind: 'openLot', by: 'clerk' }, terms.opensAtMs).next;
  let atMs = terms.opensAtMs;
  const past: Settlement[] = [];
  return example.rows.map(({ happens, told }) => {
    const [, time, words = happens] = /^(\d\d:\d\d:\d\d) (.*)$/.exec(happens) ?? [];
    atMs = time ? clock(time) : atMs;
    const found = HAPPENINGS.find(([pattern]) => pattern.test(words));
    invariant(found, `nothing happens by the words "${words}"`);
    const [pattern, happening] = found;
    const groups = pattern.exec(words)?.slice(1) ?? [];
    const settlement = settle(state, happening({ state, past }, groups, atMs), atMs);
    past.push(settlement);
    state = settlement.next;
    return {
      told: [happens, ...told].join(' | '),
      due: [happens, ...cellsOf(settlement)].join(' | '),
    };
  });
}
