import canonicalize from 'canonicalize';
import type { CancelBid, LotCommand, ReopenLot, SetTerms } from '../../auction/command';
import type { LotFact } from '../../auction/fact';
import { formatOf } from '../../auction/formats/formats';
import { reasonHash } from '../../auction/house/reason-hash';
import { publicLot } from '../../auction/public-lot';
import type { HouseRole, LotTerms, TermName } from '../../auction/state';
import { termsOf } from '../../auction/terms/terms';
import type { BatchRows } from '../../db/batch-write';
import type { HouseActRow } from '../../db/house-acts-write';
import type { ReopeningWish } from '../../db/house-facts-read';
import { invariant } from '../../shared/assert';
import { type HouseBook, standingBids } from './house-book';
import type { Known } from './known';
import { type HouseAct, type HouseInput, type LaneAnswer, refused } from './lane-input';
import { type LotDesk, sha256Hex, type Taken } from './lot-desk';
import { refusedByBlock, refusedOfHouse } from './of-the-house';
import { problemOf } from './refusal-problem';

/** What an order of the house is decided with. */
interface Parts {
  readonly desk: LotDesk;
  readonly input: HouseInput;
  readonly known: Known;
  readonly rows: BatchRows;
  readonly book: HouseBook;
  readonly role: HouseRole;
  readonly salt: () => string;
}

/** A reason as its text, its salt and what the ledger says of it (TRM2). */
interface Why {
  readonly reason: string | null;
  readonly salt: string | null;
  readonly hash: string | null;
}

function whyOf(lotId: number, reason: string | null, drawSalt: () => string): Why {
  if (reason === null) return { reason, salt: null, hash: null };
  const salt = drawSalt();
  return { reason, salt, hash: reasonHash({ lotId, reason, salt }, sha256Hex) };
}

const done = (desk: LotDesk): LaneAnswer => ({ ok: true, value: { lot: publicLot(desk.state()) } });

function refusedOf({ outcome }: Taken): LaneAnswer {
  invariant(!outcome.ok, 'only what was refused has a refusal');
  const { problems } = outcome.error;
  const problem = problemOf(outcome.error);
  if (!problems) return { ok: false, error: problem };
  const errors = problems.map(({ field, kind }) => ({ pointer: `/terms/${field}`, message: kind }));
  return { ok: false, error: { ...problem, kind: 'invalid-request', errors } };
}

/** Who acted, for the record beside the entry; and the audit, which holds no secret. */
function record(
  { desk, input, known, rows, book }: Parts,
  taken: Taken,
  act: Pick<HouseActRow, 'actorId' | 'secondId' | 'changes' | 'reason' | 'salt'>,
  detail: Readonly<Record<string, unknown>>,
): void {
  const { lotId } = desk.state();
  invariant(taken.entry !== null, 'what the house did stands in the ledger');
  book.rows.acts.push({ lotId, entry: taken.entry, ...act });
  rows.audits.push({
    actorId: input.identity.userId,
    houseId: input.identity.houseId,
    action: input.act.kind,
    subject: `lot:${lotId}`,
    detail: { entry: taken.entry, ...detail },
  });
  const first = {
    ...{ lotId, bidderId: input.identity.userId, key: input.idempotencyKey },
    ...{ bodyHash: input.bodyHash.toString('hex'), answer: JSON.stringify(done(desk)) },
  };
  rows.keys.push({ ...first, entry: taken.entry, status: 200 });
  known.rememberKey(first);
}

const factOf = <K extends LotFact['kind']>({ outcome }: Taken, kind: K) => {
  const facts = outcome.ok ? outcome.value : [];
  return facts.find((fact): fact is Extract<LotFact, { kind: K }> => fact.kind === kind);
};

function cancelBid(parts: Parts, entry: number): LaneAnswer {
  const { desk, input, known, rows, book, role } = parts;
  const { lotId } = desk.state();
  if (role === 'clerk') return refused('not-allowed');
  const why = whyOf(lotId, input.reason, parts.salt);
  const bids = standingBids(desk.locked(), book.factsOf(lotId), known, rows);
  const cancelled = bids.find((bid) => bid.entry === entry);
  const command: CancelBid = { kind: 'cancelBid', by: role, why: why.hash, entry, bids };
  const registrationId = cancelled?.bidder.registrationId ?? null;
  const taken = desk.take(command, { bidId: null, registrationId });
  const fact = factOf(taken, 'bidCancelled');
  if (!fact) return refusedOf(taken);
  const { userId: actorId } = input.identity;
  const act = { actorId, secondId: null, changes: null, reason: why.reason, salt: why.salt };
  record(parts, taken, act, { cancels: fact.entries });
  return done(desk);
}

/** In a timed sale the next lot is up once it has ended; a clerk puts it on the block (CLS3). */
const isUp = (next: { phase: string; isClerked: boolean } | null) =>
  next !== null &&
  (next.isClerked ? next.phase !== 'scheduled' : next.phase === 'sold' || next.phase === 'passed');

/** Waits for somebody else of the house: nothing is done until they ask for the same. */
function wish({ desk, input, rows, book, role }: Parts, reason: string): LaneAnswer {
  const { lotId, version } = desk.state();
  const { userId, houseId } = input.identity;
  const others = book.rows.wishes.filter((one) => one.lotId !== lotId);
  book.rows.wishes.splice(0, Infinity, ...others, { lotId, version, userId, role, reason });
  rows.audits.push({
    ...{ actorId: userId, houseId, action: 'ask-to-reopen-lot' },
    ...{ subject: `lot:${lotId}`, detail: { version } },
  });
  return { ok: true, value: { lot: publicLot(desk.state()), awaitsSecond: true } };
}

/** What somebody else asked for of the lot as it still is. */
function wishOfAnother({ desk, input, book }: Parts): ReopeningWish | null {
  const { lotId, version } = desk.state();
  const waiting = book.rows.wishes.find((one) => one.lotId === lotId) ?? book.factsOf(lotId).wish;
  const isOther = waiting?.version === version && waiting.userId !== input.identity.userId;
  return isOther ? waiting : null;
}

function reopenLot(parts: Parts, version: number): LaneAnswer {
  const { desk, input, known, book, role } = parts;
  const { lotId, version: current } = desk.state();
  if (version !== current) return refused('stale-version', `The lot is at version ${current}.`);
  const notNow = refusedByBlock(desk.state(), known);
  if (notNow) return notNow;
  const self = { userId: input.identity.userId, role };
  const asked = wishOfAnother(parts);
  const reason = asked?.reason ?? input.reason;
  const why = whyOf(lotId, reason, parts.salt);
  const command: ReopenLot = {
    kind: 'reopenLot',
    by: asked ? { userId: asked.userId, role: asked.role } : self,
    second: asked ? self : null,
    why: why.hash,
    nextIsUp: isUp(book.factsOf(lotId).next),
    isPaid: book.factsOf(lotId).isPaid,
  };
  const taken = desk.take(command);
  if (taken.outcome.ok) {
    const others = book.rows.wishes.filter((one) => one.lotId !== lotId);
    book.rows.wishes.splice(0, Infinity, ...others);
    book.rows.granted.push(lotId);
    const actorId = command.by.userId;
    const secondId = asked ? self.userId : null;
    const act = { actorId, secondId, changes: null, reason: why.reason, salt: why.salt };
    record(parts, taken, act, asked ? { askedBy: asked.userId } : {});
    return done(desk);
  }
  if (taken.outcome.error.kind !== 'needs-second') return refusedOf(taken);
  return reason === null ? refused('reason-missing') : wish(parts, reason);
}

const isSame = (one: unknown, other: unknown) => canonicalize(one) === canonicalize(other);

/** A close that is not said follows from the other terms where the price falls by itself (DUT1). */
function withClose(before: LotTerms, changed: Partial<LotTerms>): Partial<LotTerms> {
  if (changed.closesAtMs !== undefined) return changed;
  const terms = { ...before, ...changed };
  return { ...changed, closesAtMs: formatOf(terms).opening(terms, terms.opensAtMs).closesAtMs };
}

function setTerms(
  parts: Parts,
  { terms, seen }: Extract<HouseAct, { kind: 'set-terms' }>,
): LaneAnswer {
  const { desk, input, book, role } = parts;
  const { lotId, currency } = desk.state();
  const before = termsOf(desk.state()) as LotTerms;
  const fields = Object.keys(terms) as TermName[];
  const moved = fields.filter((field) => !isSame(seen[field], before[field]));
  if (moved.length > 0) {
    return refused('stale-version', `${moved.join(', ')}: no longer what was seen.`);
  }
  const why = whyOf(lotId, input.reason, parts.salt);
  const isComing = desk.state().phase === 'scheduled';
  const wanted = isComing ? withClose(before, terms) : terms;
  const command: SetTerms = { kind: 'setTerms', by: role, why: why.hash, terms: wanted };
  const taken = desk.take(command satisfies LotCommand);
  if (!taken.outcome.ok) return refusedOf(taken);
  const fact = factOf(taken, 'termsSet');
  // The same terms again are no change and leave no line (TRM1).
  if (!fact) return done(desk);
  const changes = Object.fromEntries(
    fact.changed.map((field) => [field, [before[field], fact.terms[field]] as const]),
  );
  if (fact.changed.includes('ladder')) {
    const others = book.rows.ladders.filter((one) => one.lotId !== lotId);
    const { ladder: bands } = fact.terms;
    book.rows.ladders.splice(0, Infinity, ...others, { lotId, currency, bands });
  }
  const { userId: actorId } = input.identity;
  const act = { actorId, secondId: null, changes, reason: why.reason, salt: why.salt };
  record(parts, taken, act, { fields: fact.changed });
  return done(desk);
}

/**
 * Decides what the house wants of a lot under its lock: only of their own house, with a credential that
 * is still good, and once for each key (LED4). Who did it, what and why stand beside the ledger (TRM2).
 */
export function answerHouse(
  desk: LotDesk,
  input: HouseInput,
  known: Known,
  rows: BatchRows,
  more: { readonly book: HouseBook; readonly salt: () => string },
): LaneAnswer {
  const { identity, idempotencyKey, act } = input;
  const { lotId } = desk.state();
  const notTheirs = refusedOfHouse(desk.state(), identity, known);
  if (notTheirs) return notTheirs;
  const { role } = identity;
  invariant(role !== 'bidder', 'a bidder is not of the house');
  const used = known.usedKey(lotId, identity.userId, idempotencyKey);
  if (used) {
    return used.bodyHash === input.bodyHash.toString('hex')
      ? (JSON.parse(used.answer) as LaneAnswer)
      : refused('key-reused');
  }
  const parts: Parts = { desk, input, known, rows, role, ...more };
  switch (act.kind) {
    case 'cancel-bid':
      return cancelBid(parts, act.entry);
    case 'reopen-lot':
      return reopenLot(parts, act.version);
    default:
      return setTerms(parts, act);
  }
}
