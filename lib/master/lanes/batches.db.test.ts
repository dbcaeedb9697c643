import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { type LotState, PLAIN_ENGLISH } from '../../auction/state';
import { createPool } from '../../db/pools';
import { invariant } from '../../shared/assert';
import { decideRegistration } from '../registrations/decide-registration';
import { CROWD, type DrawnBid, type DrawnBids, someCrowd } from '../testing/bid-histories';
import {
  cameTo,
  makeTestLot,
  makeTestSale,
  readEntries,
  readLotState,
  type TestSale,
  testBid,
  testLanes,
} from '../testing/test-sale';
import { bidBodyHash } from './bid-body-hash';
import type { LaneAnswer } from './lane-input';
import type { Lanes } from './lanes';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.primaryUrl, { max: 12, name: 'master-1' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The same moments in every run: bids are received from here on. */
const BEGAN_MS = Date.now() - 30_000;
const CLOSES_MS = BEGAN_MS + 3_600_000;

/** Each bid comes in the last window, and moves the close by when it was received. */
const LATE = { windowMs: 7_200_000, extensionMs: 3_599_000, mode: 'any' } as const;

/** A lot with all that bids may set in motion, one where any max is at once the price, and sealed offers. */
const TERMS: readonly Parameters<typeof makeTestLot>[2][] = [
  { reserveMinor: 19_000, softClose: LATE },
  {
    selling: { ...PLAIN_ENGLISH, belowReserve: 'in-full' },
    reserveMinor: 24_000,
    offLadder: 'round-down',
    softClose: { ...LATE, mode: 'leader', mostExtensions: 3 },
  },
  { format: 'multi-unit', selling: { units: 3 } },
];

/** The house limits a bidder, through the code that the API calls. */
async function limit(sale: TestSale, userId: string, limitMinor: number): Promise<void> {
  const { rows } = await pool.query<{ id: number }>(
    'select id from registration where auction_id = $1 and user_id = $2',
    [sale.auctionId, userId],
  );
  const clock = { now: () => ({ ms: Date.now(), errorMs: 1, epoch: 1 }) };
  const actor = { userId: sale.clerk.userId, houseId: 1, role: 'auctioneer' } as const;
  const wanted = { registrationId: rows[0]?.id ?? 0, limitMinor };
  expect(
    await decideRegistration({ primary: pool, clock, changed() {} }, actor, wanted),
  ).toMatchObject({ ok: true });
}

/** Makes a scheduled lot due, as time would. */
const makeDue = (lotId: number) =>
  pool.query(
    `update lot set opens_at = to_timestamp($2::float8 / 1000),
                    state = state || jsonb_build_object('opensAtMs', $2::bigint) where id = $1`,
    [lotId, BEGAN_MS - 1_000],
  );

/** A sale of its own, with bids left, lots due and nothing bid. */
async function makeRoom({ limitsMinor, left }: DrawnBids) {
  const sale = await makeTestSale(pool, { bidders: CROWD.bidders });
  const lotIds: number[] = [];
  for (const terms of TERMS) {
    const times = { opensAtMs: CLOSES_MS - 1_000, closesAtMs: CLOSES_MS };
    lotIds.push((await makeTestLot(pool, sale, { ...times, ...terms })).lotId);
  }
  for (const [at, limitMinor] of limitsMinor.entries()) {
    if (limitMinor !== null) await limit(sale, sale.bidders[at]?.userId ?? '', limitMinor);
  }
  const lanes = testLanes({ pool });
  for (const { who, lot, amountMinor } of left) {
    const identity = sale.bidders[who];
    invariant(identity, 'a bidder of the sale');
    await lanes.submit(lotIds[lot] ?? 0, {
      kind: 'absentee-bid',
      identity,
      amountMinor,
      idempotencyKey: randomUUID(),
      bodyHash: bidBodyHash({ wish: 'absentee-bid', amountMinor }),
      received: { ms: BEGAN_MS - 5_000, errorMs: 1 },
    });
  }
  for (const lotId of lotIds) await makeDue(lotId);
  await lanes.stop();
  return { sale, lotIds };
}

type TestRoom = Awaited<ReturnType<typeof makeRoom>>;

function send({ sale, lotIds }: TestRoom, lanes: Lanes, bid: DrawnBid): Promise<LaneAnswer> {
  const { who, lot, amountMinor, bidKind, afterMs } = bid;
  const identity = sale.bidders[who];
  invariant(identity, 'a bidder of the sale');
  const received = { ms: BEGAN_MS + afterMs, errorMs: 1 };
  const units = TERMS[lot]?.format === 'multi-unit' ? bid.units : undefined;
  const input = testBid(identity, amountMinor, { bidKind, received, units });
  return lanes.submit(lotIds[lot] ?? 0, input);
}

/** What a bidder is told, but for what names their bid. */
function told(answer: LaneAnswer) {
  const { askMinor, leastMinor, mostMinor } = answer.ok ? {} : answer.error;
  return { outcome: cameTo(answer), askMinor, leastMinor, mostMinor };
}

/** What is another in every run: who is who in the database, and when the lane came to it. */
const OF_THE_RUN = ['lotId', 'auctionId', 'registrationId', 'userId', 'decidedAtMs'];

const asEverywhere = (state: LotState): unknown =>
  JSON.parse(JSON.stringify(state, (name, value) => (OF_THE_RUN.includes(name) ? null : value)));

/** How a run ended: all lots with all that is secret, what each ledger noted, and what is at stake. */
async function endOf({ sale, lotIds }: TestRoom) {
  const lots = await Promise.all(lotIds.map((lotId) => readLotState(pool, lotId)));
  const ledgers = await Promise.all(lotIds.map((lotId) => readEntries(pool, lotId)));
  const { rows: exposures } = await pool.query(
    `select r.paddle, e.exposure_minor as n from exposure e
       join registration r on r.id = e.registration_id where r.auction_id = $1 order by 1`,
    [sale.auctionId],
  );
  return {
    lots: lots.map(asEverywhere),
    ledgers: ledgers.map((entries) =>
      entries.map(({ kind, code, line, secrets }) => [
        kind,
        code,
        JSON.parse(line).paddle,
        secrets,
      ]),
    ),
    exposures,
  };
}

/** How many entries of a lot were decided at the one moment that has most of them. */
async function decidedTogether(lotId: number): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from ledger where lot_id = $1 group by decided_at order by 1 desc`,
    [lotId],
  );
  return rows[0]?.n ?? 0;
}

/** One by one: the next is sent when the one before it is answered. */
async function oneByOne(drawn: DrawnBids) {
  const room = await makeRoom(drawn);
  const lanes = testLanes({ pool });
  const answers: ReturnType<typeof told>[] = [];
  for (const bid of drawn.bids) answers.push(told(await send(room, lanes, bid)));
  expect(lanes.stats()).toMatchObject({ largestBatch: 1, retried: 0, failed: 0 });
  return { answers, ...(await endOf(room)) };
}

/** Bursts one after the other, each sent at once, so that its lanes decide all but the first of a lot together. */
async function inBatches(drawn: DrawnBids, bursts: readonly (readonly DrawnBid[])[]) {
  const room = await makeRoom(drawn);
  const lanes = testLanes({ pool });
  const answers: ReturnType<typeof told>[] = [];
  for (const burst of bursts) {
    const sent = await Promise.all(burst.map((bid) => send(room, lanes, bid)));
    answers.push(...sent.map(told));
  }
  // Each lot's first order goes alone, while the others queue up.
  expect(lanes.stats()).toMatchObject({ batches: 2 * CROWD.lots, retried: 0, failed: 0 });
  for (const [lot, lotId] of room.lotIds.entries()) {
    const bids = drawn.bids.filter((bid) => bid.lot === lot).length;
    expect(bids).toBeGreaterThan(10);
    expect(await decidedTogether(lotId)).toBeGreaterThanOrEqual(bids - 1);
  }
  return { answers, ...(await endOf(room)) };
}

/** Of everyone with a limit only the bids on one lot, which is theirs. */
const withOwnLots = ({ limitsMinor, left, bids }: DrawnBids): DrawnBids => {
  const isOwn = ({ who, lot }: { who: number; lot: number }) =>
    limitsMinor[who] === null || (who >> 1) % CROWD.lots === lot;
  return { limitsMinor, left: left.filter(isOwn), bids: bids.filter(isOwn) };
};

const byLot = (bids: readonly DrawnBid[]) =>
  Array.from({ length: CROWD.lots }, (_, lot) => bids.filter((bid) => bid.lot === lot));

const CROWDS = fc.sample(someCrowd, { numRuns: 4, seed: 20_261_122 });

/** What bids must come to, or the crowds would prove little. */
const OUTCOMES = [
  'leading',
  'outbid',
  'raised',
  'offered',
  'below-ask',
  'not-a-raise',
  'over-limit',
];

describe('bids decided in batches end as one by one', () => {
  test('[PRX8, LAN1, REG2, ABS1] all lots of a sale at once, where each limit is of one lot', async () => {
    const came: string[] = [];
    for (const drawn of CROWDS) {
      // Which lot's batch comes first is nobody's promise, and with limits across lots it would decide.
      const crowd = withOwnLots(drawn);
      const batched = await inBatches(crowd, [crowd.bids]);
      expect(batched).toEqual(await oneByOne(crowd));
      came.push(...batched.answers.map(({ outcome }) => outcome));
    }
    expect(came).toEqual(expect.arrayContaining(OUTCOMES));
  });

  test('[PRX8, LAN1, REG2, ABS1] one lot of a sale after the other, by limits across them', async () => {
    const came: string[] = [];
    for (const drawn of CROWDS) {
      const bursts = byLot(drawn.bids);
      const batched = await inBatches(drawn, bursts);
      expect(batched).toEqual(await oneByOne({ ...drawn, bids: bursts.flat() }));
      came.push(...batched.answers.map(({ outcome }) => outcome));
    }
    expect(came).toEqual(expect.arrayContaining(OUTCOMES));
  });
});
