import type pg from 'pg';
import { formatOf } from '../../auction/formats/formats';
import type { LotState } from '../../auction/state';
import { type FactsWanted, readBatchFacts } from '../../db/batch-facts-read';
import { type BatchRows, writeBatch } from '../../db/batch-write';
import { writeHouseActs } from '../../db/house-acts-write';
import { type HouseFacts, readHouseFacts } from '../../db/house-facts-read';
import { upsertKeptOpen } from '../../db/kept-open-upsert';
import type { LockedLot } from '../../db/lot-lock';
import { lockRegistrations } from '../../db/registration-lock';
import { invariant, never } from '../../shared/assert';
import { type ClockGuard, ClockMoved } from '../clock-moved';
import type { ChangedRecord } from '../record-change';
import { answerAction } from './answer-action';
import { answerBid } from './answer-bid';
import { answerClerk } from './answer-clerk';
import { answerHouse } from './answer-house';
import { type Cascading, dueCascade, keptOpenBy, readCascading } from './cascading';
import { dueClose, dueOpening, dueReserve, dueResume } from './due-commands';
import { type HouseBook, openHouseBook } from './house-book';
import { createKnown, type Known } from './known';
import type { LaneAnswer, LaneInput } from './lane-input';
import { type DeskParts, type LotDesk, openDesk } from './lot-desk';

/** A lot whose row is locked by this transaction, and what is asked of it, in order. */
export interface LotOrders {
  readonly lot: LockedLot;
  readonly orders: readonly LaneInput[];
}

/** What a batch came to; true only once its transaction has committed. */
export interface BatchOutcome {
  /** For each lot the answers to its orders, in order. */
  readonly answers: readonly (readonly LaneAnswer[])[];
  /** Whether the server has a standby that commits can wait for (DUR1). */
  readonly hasStandby: boolean;
  /** Public changes (VER1) and whom the batch concerns (PSH10), to tell the notifier. */
  readonly changed: readonly ChangedRecord[];
  /** Sales of lots that opened or ended: their own state may follow. */
  readonly auctionIds: readonly number[];
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** All that a batch will ask once it has its locks. */
function wantedOf(batch: readonly LotOrders[]): FactsWanted {
  const orders = batch.flatMap(({ lot, orders }) => orders.map((order) => ({ lot, order })));
  const identities = orders.map(({ order }) => order.identity);
  const keyed = orders.flatMap(({ lot, order }) =>
    order.kind === 'action' ? [] : [{ lot, order }],
  );
  return {
    keys: keyed.map(({ lot, order }) => ({
      lotId: lot.id,
      bidderId: order.identity.userId,
      key: order.idempotencyKey,
    })),
    apiKeyIds: unique(
      identities.flatMap(({ credential }) => (credential.kind === 'key' ? [credential.keyId] : [])),
    ),
    userIds: unique(
      identities.flatMap((one) => (one.credential.kind === 'session' ? [one.userId] : [])),
    ),
    auctionIds: unique(batch.map(({ lot }) => lot.auctionId)),
    bidIds: orders.filter(({ order }) => order.kind === 'bid').length,
  };
}

/** Whose registration an order needs: the bidder's own, or that of the paddle a clerk names. */
function registeredIn(order: LaneInput): string[] {
  if (order.kind === 'bid') return [order.identity.userId];
  return order.kind === 'clerk' && order.namedUserId !== null ? [order.namedUserId] : [];
}

/**
 * What the house's orders need, read once the lots are locked and before the registrations are: those of
 * all whose bids a cancellation plays again are to be locked too.
 */
async function houseFactsOf(
  client: pg.PoolClient,
  batch: readonly LotOrders[],
): Promise<readonly HouseFacts[]> {
  const lotsWith = (isWanted: (order: LaneInput) => boolean) =>
    batch.filter(({ orders }) => orders.some(isWanted)).map(({ lot }) => lot.id);
  const lotIds = lotsWith(({ kind }) => kind === 'house');
  if (lotIds.length === 0) return [];
  const isCancel = (order: LaneInput) => order.kind === 'house' && order.act.kind === 'cancel-bid';
  return readHouseFacts(client, lotIds, lotsWith(isCancel));
}

/** Who takes part: the bidders of a batch, the leaders of its lots and whose bids are played again (LCK1). */
function participantsOf(batch: readonly LotOrders[], house: readonly HouseFacts[]) {
  const played = house.flatMap(({ ledger }) => ledger.map(({ registrationId }) => registrationId));
  return {
    bidders: batch.flatMap(({ lot, orders }) =>
      unique(orders.flatMap(registeredIn)).map((userId) => ({ auctionId: lot.auctionId, userId })),
    ),
    leaderIds: unique([
      ...batch.flatMap(({ lot }) => {
        const state = lot.state as LotState;
        return formatOf(state)
          .stakes(state)
          .map(({ registrationId }) => registrationId);
      }),
      ...played.filter((id) => id !== null),
    ]),
  };
}

function answerOrder(
  desk: LotDesk,
  order: LaneInput,
  known: Known,
  rows: BatchRows,
  house: { readonly book: HouseBook; readonly salt: () => string },
): LaneAnswer {
  switch (order.kind) {
    case 'bid':
      return answerBid(desk, order, known, rows);
    case 'action':
      return answerAction(desk, order, known, rows);
    case 'clerk':
      return answerClerk(desk, order, known, rows);
    case 'house':
      return answerHouse(desk, order, known, rows, house);
    default:
      return never(order, 'order');
  }
}

/** What else deciding needs beside what is known. */
interface DecideParts {
  readonly book: HouseBook;
  readonly cascading: Cascading;
  readonly salt: () => string;
}

function decideLot(
  { lot, orders }: LotOrders,
  known: Known,
  rows: BatchRows,
  { book, cascading, salt }: DecideParts,
): { answers: LaneAnswer[]; changed: ChangedRecord | null; phaseChanged: boolean } {
  const { nowMs, epoch, hold } = known.facts;
  const auction = known.auction(lot.auctionId);
  invariant(auction, 'a lot has its auction', { lotId: lot.id });
  const isPublic = auction.state !== 'draft';
  const heard: DeskParts['heard'] = (state, command, facts) => {
    const untilMs = keptOpenBy(state, command, facts);
    if (untilMs !== null) cascading.keptOpen.push({ auctionId: auction.id, untilMs });
  };
  const desk = openDesk(lot, {
    ...{ nowMs, epoch, isPublic, salt, rows },
    ...(auction.cascade?.mode === 'group' && { heard }),
  });
  const before = desk.state().phase;
  for (const command of dueOpening(desk.state(), known.facts, auction.state)) desk.take(command);
  for (const command of dueResume(desk.state(), nowMs, hold)) desk.take(command);
  for (const command of dueCascade(desk.state(), cascading.floorOf(lot.id))) desk.take(command);
  for (const command of dueReserve(desk.state(), nowMs)) desk.take(command);
  const answers = orders.map((order) => answerOrder(desk, order, known, rows, { book, salt }));
  if (cascading.isQuiet(lot.auctionId)) {
    for (const command of dueClose(desk.state(), nowMs)) desk.take(command);
  }
  return { answers, changed: desk.finish(), phaseChanged: desk.state().phase !== before };
}

/**
 * The one way in which bids become facts (REC1, LAN1), shared by lanes and the closing clock. The
 * caller has begun a transaction and locked the lots, in order of their ids; this locks the
 * registrations, reads what was committed meanwhile, runs the rules over the orders, and over what
 * the clock is due to do, and writes everything in one statement. The caller commits.
 * @throws ClockMoved when the primary's clock is not what this master's monotonic one says (TIM2).
 */
export async function decideAndWrite(
  client: pg.PoolClient,
  batch: readonly LotOrders[],
  parts: { readonly salt: () => string; readonly clockGuard?: ClockGuard | undefined },
): Promise<BatchOutcome> {
  const house = await houseFactsOf(client, batch);
  const registrations = await lockRegistrations(client, participantsOf(batch, house));
  const fits = parts.clockGuard?.reading();
  const facts = await readBatchFacts(client, wantedOf(batch));
  if (fits && !fits(facts.nowMs)) throw new ClockMoved();
  const known = createKnown(facts, registrations);
  const rows: BatchRows = {
    lots: [],
    entries: [],
    openings: [],
    keys: [],
    changes: [],
    audits: [],
    concerned: new Set(),
  };
  const book = openHouseBook(house);
  const lots = batch.map(({ lot }) => lot);
  const cascading = await readCascading(client, lots, facts);
  const more = { book, cascading, salt: parts.salt };
  const decided = batch.map((one) => decideLot(one, known, rows, more));
  const concerned = await writeBatch(client, rows);
  await writeHouseActs(client, book.rows);
  await upsertKeptOpen(client, cascading.keptOpen);
  return {
    answers: decided.map(({ answers }) => answers),
    hasStandby: facts.standbys !== '',
    changed: [...decided.flatMap(({ changed }) => (changed ? [changed] : [])), ...concerned],
    auctionIds: unique(
      batch.flatMap(({ lot }, at) => (decided[at]?.phaseChanged ? [lot.auctionId] : [])),
    ),
  };
}
