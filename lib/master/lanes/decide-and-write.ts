import type pg from 'pg';
import { type FactsWanted, readBatchFacts } from '../../db/batch-facts-read';
import { type BatchRows, writeBatch } from '../../db/batch-write';
import { writeHouseActs } from '../../db/house-acts-write';
import { upsertKeptOpen } from '../../db/kept-open-upsert';
import type { LockedLot } from '../../db/lot-lock';
import { invariant, never } from '../../shared/assert';
import { type ClockGuard, ClockMoved } from '../clock-moved';
import type { ChangedRecord } from '../record-change';
import { answerAction } from './answer-action';
import { answerBidder } from './answer-bidder';
import { answerClerk } from './answer-clerk';
import { answerHouse } from './answer-house';
import { readBlock } from './block';
import { type Cascading, dueCascade, keptOpenBy, readCascading } from './cascading';
import { dueClose, dueOpening, dueReserve, dueResume } from './due-commands';
import type { Exposures } from './exposures';
import { type HouseBook, openHouseBook } from './house-book';
import { createKnown, type Known } from './known';
import { isFromBidder, type LaneAnswer, type LaneInput } from './lane-input';
import { type DeskParts, type LotDesk, openDesk } from './lot-desk';
import { OpeningCame, readOpenings } from './openings';
import { lockParticipants, readHouseOrders } from './participants';

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
    bidIds: orders.filter(({ order }) => isFromBidder(order)).length,
  };
}

/** What the house's orders are decided with. */
interface HouseParts {
  readonly book: HouseBook;
  /** Random bytes for what the house says (TRM2), new at each call. */
  readonly salt: () => string;
}

function answerOrder(
  desk: LotDesk,
  order: LaneInput,
  known: Known,
  rows: BatchRows,
  house: HouseParts,
): LaneAnswer {
  switch (order.kind) {
    case 'bid':
    case 'buy-now':
    case 'absentee-bid':
      return answerBidder(desk, order, known, rows);
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

function decideLot(
  { lot, orders }: LotOrders,
  under: {
    readonly known: Known;
    readonly exposures: Exposures;
    readonly rows: BatchRows;
    readonly house: HouseParts;
    readonly cascading: Cascading;
    readonly openings: ReadonlySet<number>;
  },
): { answers: LaneAnswer[]; changed: ChangedRecord | null; phaseChanged: boolean } {
  const { known, exposures, rows, house, cascading, openings } = under;
  const { nowMs, epoch, hold } = known.facts;
  const auction = known.auction(lot.auctionId);
  invariant(auction, 'a lot has its auction', { lotId: lot.id });
  const isPublic = auction.state !== 'draft';
  const heard: DeskParts['heard'] = (state, command, facts) => {
    const untilMs = keptOpenBy(state, command, facts);
    if (untilMs !== null) cascading.keptOpen.push({ auctionId: auction.id, untilMs });
  };
  const { salt } = house;
  const desk = openDesk(lot, {
    ...{ nowMs, epoch, isPublic, salt, rows, bidderOf: known.bidder },
    ...(auction.cascade?.mode === 'group' && { heard }),
  });
  const before = desk.state().phase;
  const opening = dueOpening(desk.state(), known.facts, auction.state);
  const isWaitedFor = desk.state().absentees.length > 0;
  if (opening.length > 0 && isWaitedFor && !openings.has(lot.id)) throw new OpeningCame();
  for (const command of opening) desk.take(command);
  for (const command of dueResume(desk.state(), nowMs, hold)) desk.take(command);
  // A reserve that was reached may bring the close nearer (DUT2).
  for (const command of dueReserve(desk.state(), nowMs)) desk.take(command);
  for (const command of dueCascade(desk.state(), cascading.floorOf(lot.id))) desk.take(command);
  const answers = orders.map((order) => answerOrder(desk, order, known, rows, house));
  if (cascading.isQuiet(lot.auctionId)) {
    for (const command of dueClose(desk.state(), nowMs)) desk.take(command);
  }
  exposures.moved(desk.locked(), desk.state());
  return { answers, changed: desk.finish(), phaseChanged: desk.state().phase !== before };
}

/**
 * The one way in which bids become facts (REC1, LAN1), shared by lanes and the closing clock. The
 * caller has begun a transaction and locked the lots, in order of their ids; this locks the
 * registrations, reads what was committed meanwhile, runs the rules over the orders, and over what
 * the clock is due to do, and writes everything in one statement. The caller commits.
 * @throws ClockMoved when the primary's clock is not what this master's monotonic one says (TIM2).
 * @throws OpeningCame where a lot became due to open meanwhile: the same again then has its locks.
 */
export async function decideAndWrite(
  client: pg.PoolClient,
  batch: readonly LotOrders[],
  parts: { readonly salt: () => string; readonly clockGuard?: ClockGuard | undefined },
): Promise<BatchOutcome> {
  const house = await readHouseOrders(client, batch);
  const block = await readBlock(client, batch);
  const openings = await readOpenings(client, batch);
  const { bidders, exposures } = await lockParticipants(client, batch, house, openings);
  const fits = parts.clockGuard?.reading();
  const facts = await readBatchFacts(client, wantedOf(batch));
  if (fits && !fits(facts.nowMs)) throw new ClockMoved();
  const known = createKnown(facts, bidders, exposures, block);
  const rows: BatchRows = {
    lots: [],
    entries: [],
    openings: [],
    keys: [],
    changes: [],
    audits: [],
    concerned: new Set(),
    exposures: [],
  };
  const cascading = await readCascading(client, batch, facts);
  const ofHouse = { book: openHouseBook(house), salt: parts.salt };
  const under = { known, exposures, rows, house: ofHouse, cascading, openings };
  const decided = batch.map((one) => decideLot(one, under));
  rows.exposures.push(...exposures.changed());
  const concerned = await writeBatch(client, rows);
  await writeHouseActs(client, ofHouse.book.rows);
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
