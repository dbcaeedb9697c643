import canonicalize from 'canonicalize';
import { InvariantError } from '../../shared/assert';
import type { Minor } from '../../shared/money';
import type { LotCommand } from '../command';
import { formatOf } from '../formats/formats';
import { type Furthest, nearer } from '../formats/proxy-price';
import { type Settlement, settle } from '../settle';
import { type Bidder, type LotState, UNCONDITIONAL } from '../state';
import { roundDown } from '../terms/ladder';
import { newLot } from '../terms/terms';
import type { ChainBody, Opening } from './chain';
import { commandOfEntry, type EntryContext, termsOfLine } from './command';
import { oddMember } from './entry-shape';
import { leftDifference, waitingIn } from './left-bids';
import type { LedgerLine, LedgerSecrets } from './line';
import { lastOfWinners } from './openings';

/** One entry settled again: what was asked, the lot before it, and all that follows by the rules. */
export interface ReplayStep {
  readonly entry: ChainBody;
  readonly before: LotState;
  readonly command: LotCommand;
  readonly settlement: Settlement;
  /** Something stands for a secret of it that stays closed, and may go further than that did (LED5). */
  readonly isAssumed: boolean;
}

/** The first entry that does not follow from those before it, and where it tells something else. */
export interface ReplayProblem {
  readonly entry: number;
  /** The member of the entry, `opening` where one is missing, `entry` where it can be none. */
  readonly field: string;
  readonly told: unknown;
  /** By the rules. */
  readonly due: unknown;
}

/** A replay goes on to the end, or to the first entry that does not follow. */
export interface Replay {
  readonly steps: readonly ReplayStep[];
  readonly problem: ReplayProblem | null;
}

const stranger = (paddle: number): Bidder => ({
  registrationId: paddle,
  userId: `paddle ${paddle}`,
  paddle,
  status: 'approved',
  ...UNCONDITIONAL,
});

/** No reserve is above what the lot can be bought for (BUY1). */
const furthestReserve = ({ terms }: ChainBody): Minor | null =>
  terms && 'buyNowMinor' in terms.selling ? terms.selling.buyNowMinor : null;

/** The reserve that each line is under, where a line commits to one, and a limit that reaches none it should not. */
interface Reserves {
  readonly byEntry: ReadonlyMap<number, Minor>;
  readonly limitOf: (entry: number) => Minor;
}

/**
 * A reserve that stays closed was no price (LED5): the least price that is told to have met it (a bid cancelled or a
 * step undone lets the price fall) is beyond it, or it was never met. Each is taken to be easier than the one before, as
 * it may have had to be (RES4). A limit that stays closed is the furthest that falls short of all that were
 * not met at or after its bid.
 */
function reservesIn(
  chain: readonly ChainBody[],
  opened: ReadonlyMap<string, Minor>,
  { amountMinor, direction }: Furthest,
): Reserves {
  const isNew = ({ act }: ChainBody) => act?.changed?.includes('reserveMinor') ?? false;
  const byEntry = new Map<number, Minor>();
  const unmet: { isOpened: boolean; from: number; until: number; reserveMinor: Minor }[] = [];
  let before: Minor | null = null;
  for (const [at, entry] of chain.entries()) {
    if (!entry.commitments.reserve) continue;
    const end = chain.findIndex((later, index) => index > at && isNew(later));
    const inForce = chain.slice(at, end < 0 ? undefined : end);
    const metAtMinor = inForce.flatMap(({ reserve, priceMinor }) =>
      reserve === 'met' && priceMinor !== null ? [priceMinor] : [],
    );
    const metAt = metAtMinor.reduce(
      (one, other) => nearer(direction, one, other - direction),
      furthestReserve(entry) ?? amountMinor,
    );
    const easier: Minor = before === null ? metAt : before - direction;
    // Until the first bid it may be raised too (RES4), if only to another.
    const isFree: boolean = entry.priceMinor === null && before !== metAt;
    const furthest: Minor = isFree ? metAt : nearer(direction, easier, metAt);
    // The next one that is told was another.
    const isNext = end >= 0 && opened.get(`${chain[end]?.entry}.reserve`) === furthest;
    const closed: Minor = isNext ? furthest - direction : furthest;
    const isSame: boolean = before !== null && !isNew(entry);
    const told = opened.get(`${entry.entry}.reserve`);
    before = told ?? (isSame ? before : closed);
    if (before === null) continue;
    byEntry.set(entry.entry, before);
    // Before a price is told nothing is told of the reserve either, unless it is never met.
    const isUnmet = ({ reserve, priceMinor }: ChainBody) =>
      reserve === 'not-met' && (priceMinor !== null || metAtMinor.length === 0);
    const until = inForce.findLast(isUnmet)?.entry;
    if (until === undefined) continue;
    unmet.push({ isOpened: told !== undefined, from: entry.entry, until, reserveMinor: before });
  }
  const limitOf = (entry: number) =>
    unmet
      // One that is told and came after the bid cuts whatever limit there was (RES5).
      .filter(({ from, until, isOpened }) => entry <= until && !(isOpened && entry < from))
      .map(({ reserveMinor }) => reserveMinor - direction)
      .reduce((one, other) => nearer(direction, one, other), amountMinor);
  return { byEntry, limitOf };
}

const formatIn = (chain: readonly ChainBody[]) =>
  formatOf({ format: chain.find(({ terms }) => terms)?.terms?.format ?? 'english' });

/** The secrets of each entry: as opened, else what may stand for them; null where one is missing. */
function secretsIn(
  chain: readonly ChainBody[],
  openings: readonly Opening[],
): ReadonlyMap<number, LedgerSecrets | null> {
  const opened = new Map(openings.map((one) => [`${one.entry}.${one.of}`, one.amountMinor]));
  const { furthest } = formatIn(chain);
  const { byEntry, limitOf } = reservesIn(chain, opened, furthest);
  /** A leader who was refused a raise for its amount alone had a limit short of it (REG2). */
  const raisesBeyond = (bid: ChainBody): Minor[] =>
    chain
      .filter(({ entry, paddle, code }) => {
        return entry > bid.entry && paddle === bid.paddle && code === 'over-limit';
      })
      .flatMap(({ entry }) => {
        const amountMinor = opened.get(`${entry}.max`);
        if (amountMinor === undefined) return [];
        const terms = chain.findLast((one) => one.entry <= entry && one.terms !== null)?.terms;
        const isKept = terms?.offLadder !== 'round-down';
        // The rung that it was moved to is what would have been a raise (PRX5).
        return (isKept ? amountMinor : roundDown(terms.ladder, amountMinor)) - furthest.direction;
      });
  const closedLimit = (bid: ChainBody): Minor =>
    raisesBeyond(bid).reduce(
      (one, other) => nearer(furthest.direction, one, other),
      limitOf(bid.entry),
    );
  const mayBeClosed = lastOfWinners(chain);
  return new Map(
    chain.map((body) => {
      const { entry, commitments, units } = body;
      // Of several units as much for one as comes to no more than there can be (MUL2).
      const closed = mayBeClosed.has(entry)
        ? Math.floor(closedLimit(body) / (units ?? 1))
        : undefined;
      const max = opened.get(`${entry}.max`) ?? closed;
      const reserve = byEntry.get(entry);
      if (commitments.max && max === undefined) return [entry, null];
      const secrets: LedgerSecrets = {
        ...(commitments.max && max !== undefined && { max }),
        ...(commitments.reserve && reserve !== undefined && { reserve }),
      };
      return [entry, secrets];
    }),
  );
}

/** What an entry committed to that stays closed. */
function closedIn(openings: readonly Opening[]): (entry: ChainBody) => string[] {
  const opened = new Set(openings.map(({ entry, of }) => `${entry}.${of}`));
  return ({ entry, commitments }) =>
    Object.keys(commitments).filter((of) => !opened.has(`${entry}.${of}`));
}

/**
 * The lot before its first entry, or as the first that tells its terms left it where that one set them: what
 * they were before stands nowhere. Null where they cannot stand.
 */
function firstState(
  chain: readonly ChainBody[],
  told: ChainBody,
  secrets: LedgerSecrets | null | undefined,
): LotState | null {
  const reserveMinor = secrets?.reserve ?? null;
  if (!told.terms || told.terms.hasReserve !== (reserveMinor !== null)) return null;
  const identity = { lotId: told.lotId, auctionId: 0, channel: 0, lotNumber: 0 };
  const terms = { ...termsOfLine(told.terms, reserveMinor), sellerId: null };
  const made = newLot({ ...identity, currency: told.terms.currency }, terms);
  if (!made.ok) return null;
  // Terms that nobody changed before the opening are those of before.
  const entry = told.kind === 'termsSet' ? told.entry : 0;
  return { ...made.value, entry, decidedAtMs: chain[entry - 1]?.decidedAtMs ?? 0 };
}

/** Before its first entry, a lot that never opened. */
const beforeAll = (lot: LotState | null): LotState | null =>
  lot && {
    ...lot,
    ...{ phase: 'scheduled', absentees: [], entry: 0, decidedAtMs: 0 },
    ...{ endedBy: null, endedAtMs: null },
  };

/** The first entry with a member that is none, whatever the rules say. */
function misshapen(chain: readonly ChainBody[]): ReplayProblem | null {
  for (const body of chain) {
    const field = oddMember(body);
    if (!field) continue;
    const told = Object.entries(body).find(([name]) => name === field)?.[1] ?? null;
    return { entry: body.entry, field, told, due: 'a value of its kind' };
  }
  return null;
}

/** What an entry left behind, settled again; null where no command can have left it. */
function settledAgain(
  entry: ChainBody,
  context: EntryContext,
): { command: LotCommand; settlement: Settlement } | null {
  try {
    const command = commandOfEntry(entry, context);
    return { command, settlement: settle(context.before, command, entry.decidedAtMs) };
  } catch (error) {
    if (error instanceof InvariantError) return null;
    throw error;
  }
}

/** What an entry says, member by member, but for its place in the chain. */
function saidBy(entry: ChainBody): Map<string, unknown> {
  const { format: _f, lotId: _l, entry: _n, epoch: _e, previousHash: _p, ...said } = entry;
  return membersOf({ ...said, commitments: Object.keys(said.commitments).toSorted() });
}

function dueBy({ secrets, ...line }: LedgerLine): Map<string, unknown> {
  return membersOf({ ...line, commitments: Object.keys(secrets).toSorted() });
}

/** Who won several may be told in any order: the amounts that rank them may not be. */
function membersOf(said: Omit<LedgerLine, 'secrets'> & { commitments: unknown }) {
  const sales = said.sales?.toSorted((one, other) => one.paddle - other.paddle) ?? null;
  return new Map(Object.entries({ ...said, sales }));
}

function differenceOf(
  entry: ChainBody,
  line: LedgerLine | null,
  isOpen: boolean,
): ReplayProblem | null {
  const number = entry.entry;
  if (!line) return { entry: number, field: 'entry', told: entry.kind, due: null };
  const [said, due] = [saidBy(entry), dueBy(line)];
  const fields = [...new Set([...said.keys(), ...due.keys()])].toSorted();
  // An opening may tell another close than was told before it (DUT1).
  const isDue = (name: string) => isOpen || name !== 'closesAtMs';
  const field = fields.find((name) => isDue(name) && !isSame(said.get(name), due.get(name)));
  return field ? { entry: number, field, told: said.get(field), due: due.get(field) } : null;
}

/** What may stand in the ledger of a lot that never opened. */
const needsNoTerms = ({ kind, code }: ChainBody) =>
  kind === 'withdrawn' || kind === 'bidLeft' || code === 'lot-not-open';

const isSame = (one: unknown, other: unknown) => canonicalize(one) === canonicalize(other);

/**
 * Settles a lot's ledger again, an entry at a time, for whoever has something else to do between two: see
 * `replayLedger`. `neverOpened` is a lot that has not opened: no entry may tell its terms then.
 * @returns the first entry that does not follow, or null.
 */
export function* replaySteps(
  chain: readonly ChainBody[],
  openings: readonly Opening[],
  neverOpened: LotState | null = null,
): Generator<ReplayStep, ReplayProblem | null> {
  const malformed = misshapen(chain);
  if (malformed) return malformed;
  const told = chain.find(({ terms }) => terms !== null);
  const odd = chain.slice(0, told ? told.entry - 1 : undefined).find((one) => !needsNoTerms(one));
  if (odd) return { entry: odd.entry, field: 'terms', told: null, due: 'terms' };
  const closedOf = closedIn(openings);
  const { opensReserve } = formatIn(chain);
  const hidden = opensReserve && chain.find((one) => closedOf(one).includes('reserve'));
  if (hidden) return { entry: hidden.entry, field: 'opening', told: null, due: 'reserve' };
  const secrets = secretsIn(chain, openings);
  let state = told ? firstState(chain, told, secrets.get(told.entry)) : beforeAll(neverOpened);
  if (!state) {
    if (!told) return null;
    return { entry: told.entry, field: 'terms', told: told.terms, due: 'terms that can stand' };
  }
  let waiting: ChainBody[] = [];
  for (const entry of chain.slice(state.entry)) {
    const before: LotState = state;
    if (!secrets.get(entry.entry)) {
      return { entry: entry.entry, field: 'opening', told: null, due: 'max' };
    }
    const earlier = chain.slice(0, entry.entry - 1);
    const left = waiting.shift();
    const otherwise = left && leftDifference(entry, left, openings);
    if (otherwise) return { entry: entry.entry, ...otherwise };
    const secretsOf = (one: ChainBody) => secrets.get(one.entry) ?? {};
    const context = { before, earlier, secretsOf, bidderOf: stranger };
    const settled = settledAgain(entry, context);
    const isOpen = told !== undefined && entry.entry >= told.entry;
    const problem = differenceOf(entry, settled?.settlement.line ?? null, isOpen);
    if (problem || !settled) return problem;
    const { command, settlement } = settled;
    yield { entry, before, command, settlement, isAssumed: closedOf(entry).length > 0 };
    if (entry.kind === 'opened') waiting = waitingIn(earlier);
    state = settlement.next;
  }
  const [missing] = waiting;
  const next = chain.length + 1;
  return missing ? { entry: next, field: 'paddle', told: null, due: missing.paddle } : null;
}

/**
 * Settles a lot's whole ledger again from its entries and what was opened (LED2, LED5), and compares what
 * follows with what they tell. A limit that may stay closed is taken for the furthest there can be:
 * "at least". The chain itself is not looked at; see `verifyChain`.
 */
export function replayLedger(chain: readonly ChainBody[], openings: readonly Opening[]): Replay {
  const steps: ReplayStep[] = [];
  const replay = replaySteps(chain, openings);
  for (;;) {
    const { done, value } = replay.next();
    if (done) return { steps, problem: value };
    steps.push(value);
  }
}
