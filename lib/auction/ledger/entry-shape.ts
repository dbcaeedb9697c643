import type { FormatName, SellingTerms, SoftClose } from '../state';
import { parseLadder } from '../terms/ladder';
import type { ChainBody } from './chain';
import type { LedgerAct, LedgerSale, LedgerTerms } from './line';

/** Whether a value of any kind is of this one. */
type Check = (value: unknown) => boolean;

const whole: Check = Number.isSafeInteger;
const words: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const hash: Check = (value) => words(value) && /^[0-9a-f]{64}$/.test(String(value));

const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const absentOr =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const oneOf =
  <T>(...values: readonly T[]): Check =>
  (value) =>
    values.includes(value as T);

const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Members<T> = { readonly [Name in keyof T]-?: Check };

/** The first member that is not of its kind, or null. */
const oddIn = <T>(members: Members<T>, record: Record<string, unknown>): string | null =>
  Object.entries<Check>(members).find(([name, check]) => !check(record[name]))?.[0] ?? null;

const recordOf =
  <T>(members: Members<T>): Check =>
  (value) =>
    isRecord(value) && oddIn(members, value) === null;

const proxy = { belowReserve: oneOf('steps', 'in-full') };

const SELLING: { readonly [F in FormatName]: Members<SellingTerms[F]> } = {
  english: { ...proxy, buyNowMinor: orNull(whole) },
  reverse: proxy,
  live: { tie: oneOf('first', 'floor') },
  sealed: {},
  vickrey: {},
  'multi-unit': { units: whole },
  dutch: { units: whole, stepMinor: whole, intervalMs: whole },
};

const FORMATS = Object.keys(SELLING) as FormatName[];

const softClose: Members<SoftClose> = {
  windowMs: whole,
  extensionMs: whole,
  mode: oneOf('any', 'leader'),
  mostExtensions: absentOr(whole),
  latestEndMs: absentOr(whole),
};

const termsMembers: Members<LedgerTerms> = {
  format: oneOf(...FORMATS),
  selling: isRecord,
  currency: words,
  startMinor: whole,
  hasReserve: flag,
  ladder: (value) => parseLadder(value).ok,
  opensAtMs: whole,
  closesAtMs: whole,
  closeGraceMs: whole,
  softClose: orNull(recordOf(softClose)),
  staleBid: oneOf('accept', 'confirm'),
  offLadder: oneOf('keep', 'round-down'),
};

const terms: Check = (value) =>
  isRecord(value) &&
  oddIn(termsMembers, value) === null &&
  recordOf<object>(SELLING[value.format as FormatName])(value.selling);

const role = oneOf('clerk', 'auctioneer', 'admin');

const act: Members<LedgerAct> = {
  why: orNull(hash),
  changed: absentOr(listOf(words)),
  cancels: absentOr(listOf(whole)),
  undoes: absentOr(whole),
  stepMinor: absentOr(orNull(whole)),
  secondBy: absentOr(orNull(role)),
};

const sale: Members<LedgerSale> = { paddle: whole, units: whole, priceMinor: whole };

const commitments: Members<ChainBody['commitments']> = {
  max: absentOr(hash),
  reserve: absentOr(hash),
};

const ENTRY: Members<ChainBody> = {
  format: whole,
  lotId: whole,
  entry: whole,
  epoch: whole,
  previousHash: orNull(hash),
  commitments: recordOf(commitments),
  kind: words,
  by: words,
  paddle: orNull(whole),
  bidKind: orNull(oneOf('exact', 'max')),
  units: orNull(whole),
  leastUnits: orNull(whole),
  outcome: orNull(words),
  hasPriority: flag,
  code: orNull(words),
  publicAmountMinor: orNull(whole),
  seenAskMinor: orNull(whole),
  sales: orNull(listOf(recordOf(sale))),
  priceMinor: orNull(whole),
  leaderPaddle: orNull(whole),
  reserve: oneOf('none', 'met', 'not-met'),
  closesAtMs: whole,
  receivedAtMs: whole,
  receivedErrorMs: whole,
  decidedAtMs: whole,
  ruleVersion: whole,
  terms: orNull(terms),
  act: absentOr(recordOf(act)),
};

/**
 * The first member of an entry that is not of the kind that docs/LEDGER.md says, by name; null where all are. Kinds,
 * roles and codes are any words here: whether there are such, the rules tell.
 */
export const oddMember = (body: ChainBody): string | null =>
  oddIn(ENTRY, body as unknown as Record<string, unknown>);
