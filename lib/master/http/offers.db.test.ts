import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, type FrontFixture, startFront } from './testing/front-fixture';
import {
  bid,
  expectStatus,
  lotBody,
  publishedSale,
  registeredBidder,
} from './testing/sale-fixture';

let front: FrontFixture;
let house: Caller;
let clerk: Caller;
let saleId: number;
let ann: Caller;
let ben: Caller;
let cay: Caller;

beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
  clerk = await front.caller('clerk');
  saleId = await publishedSale(front, house, { softClose: null });
  ann = await registeredBidder(front, saleId);
  ben = await registeredBidder(front, saleId);
  cay = await registeredBidder(front, saleId);
});
afterAll(() => front.stop());

/** A lot that takes bids now. */
async function openLot(over: Record<string, unknown>): Promise<number> {
  const json = lotBody(over);
  const made = await front.ask('POST', `/auctions/${saleId}/lots`, { by: house, json });
  const lotId = expectStatus(made, 201).body.lots[0].id;
  await act(lotId, 'open');
  return lotId;
}

const look = async (lotId: number) =>
  expectStatus(await front.ask('GET', `/lots/${lotId}`), 200).body;

async function act(lotId: number, action: 'open' | 'close') {
  const { version } = await look(lotId);
  const json = { action, version };
  return expectStatus(await front.ask('POST', `/lots/${lotId}/actions`, { by: clerk, json }), 200);
}

const offer = async (lotId: number, by: Caller, amountMinor: number, more = {}) =>
  bid(front, by, lotId, { amountMinor, kind: 'exact', ...more });

/** What somebody is told of their own bid on a lot. */
async function mineOf(by: Caller, lotId: number) {
  const answer = await front.ask('GET', '/me/bids', { by });
  const { items } = expectStatus(answer, 200).body;
  return items.find((bid: { lotId: number }) => bid.lotId === lotId);
}

const salesOf = async (lotId: number) => {
  const { rows } = await front.pool.query(
    `select line::json -> 'sales' as sales from ledger
      where lot_id = $1 and line::json ->> 'sales' is not null`,
    [lotId],
  );
  return rows[0]?.sales.map((sale: { units: number; priceMinor: number }) => [
    sale.units,
    sale.priceMinor,
  ]);
};

describe('offers over the API', () => {
  test.each(['sealed', 'vickrey'] as const)(
    '[OFR1] nobody sees that a %s lot was bid on before it has ended',
    async (format) => {
      const lotId = await openLot({ selling: { format }, startMinor: 5_000 });
      const before = await look(lotId);
      expectStatus(await offer(lotId, ann, 9_000), 201);
      const ben1 = expectStatus(await offer(lotId, ben, 12_000), 201).body;
      expect(ben1).toMatchObject({ outcome: 'offered', lot: { priceMinor: null, bidCount: 0 } });
      expect(await look(lotId)).toEqual(before);
      const bids = await front.ask('GET', `/lots/${lotId}/bids`, { by: cay });
      expect(expectStatus(bids, 200).body.items).toEqual([]);
      const ledger = await front.ask('GET', `/lots/${lotId}/ledger`, { by: cay });
      expect(JSON.stringify(expectStatus(ledger, 200).body)).not.toContain('"kind\\":\\"bid');
      await act(lotId, 'close');
      expect(await look(lotId)).toMatchObject({
        state: 'sold',
        priceMinor: format === 'sealed' ? 12_000 : 9_000,
        leaderPaddle: ben1.paddle,
        bidCount: 2,
      });
    },
  );

  test('[OFR1, PRX2] an offer is exact, and at least the start', async () => {
    const lotId = await openLot({ selling: { format: 'sealed' }, startMinor: 5_000 });
    const max = await bid(front, ann, lotId, { amountMinor: 9_000, kind: 'max' });
    expect(expectStatus(max, 400).body).toMatchObject({ rule: 'OFR1' });
    const low = expectStatus(await offer(lotId, ann, 4_999), 409).body;
    expect(low).toMatchObject({ rule: 'PRX1', askMinor: 5_000 });
    const many = expectStatus(await offer(lotId, ann, 9_000, { units: 2 }), 400).body;
    expect(many).toMatchObject({ rule: 'MUL2' });
  });

  test('[OFR1, RET1] an offer that takes the place of a higher one is what its bidder is shown', async () => {
    const lotId = await openLot({ selling: { format: 'sealed' }, startMinor: 5_000 });
    expectStatus(await offer(lotId, ann, 9_000), 201);
    expectStatus(await offer(lotId, ann, 7_000), 201);
    expect(await mineOf(ann, lotId)).toMatchObject({ myMaxMinor: 7_000, won: null });
  });

  test('[MUL1, MUL2] 10 at 8, 20 at 7 and 75 at 6 of a hundred: all pay 6; all or none is skipped', async () => {
    const selling = { format: 'multi-unit', units: 100 };
    const lotId = await openLot({ selling, startMinor: 500 });
    expectStatus(await offer(lotId, ann, 800, { units: 10 }), 201);
    expectStatus(await offer(lotId, ben, 700, { units: 20 }), 201);
    expectStatus(await offer(lotId, cay, 600, { units: 75 }), 201);
    expect(await look(lotId)).toMatchObject({ units: { offered: 100, left: 100 } });
    expect(await mineOf(cay, lotId)).toMatchObject({ myMaxMinor: 600, units: 75, won: null });
    await act(lotId, 'close');
    expect(await salesOf(lotId)).toEqual([
      [10, 600],
      [20, 600],
      [70, 600],
    ]);
    // Each is told what is theirs, whatever they offered.
    expect(await mineOf(ann, lotId)).toMatchObject({ won: { units: 10, totalMinor: 6_000 } });
    expect(await mineOf(cay, lotId)).toMatchObject({ won: { units: 70, totalMinor: 42_000 } });
    const other = await openLot({ selling, startMinor: 500 });
    expectStatus(await offer(other, ann, 800, { units: 10 }), 201);
    expectStatus(await offer(other, ben, 700, { units: 20 }), 201);
    expectStatus(await offer(other, cay, 600, { units: 75, leastUnits: 75 }), 201);
    const wrong = await offer(other, cay, 600, { units: 5, leastUnits: 6 });
    expect(expectStatus(wrong, 400).body.errors).toMatchObject([{ pointer: '/leastUnits' }]);
    expect(await mineOf(cay, other)).toMatchObject({ units: 75, leastUnits: 75 });
    await act(other, 'close');
    expect(await mineOf(cay, other)).toMatchObject({ won: { units: 0, totalMinor: 0 } });
    expect(await salesOf(other)).toEqual([
      [10, 500],
      [20, 500],
    ]);
    expect(await look(other)).toMatchObject({ units: { left: 70 } });
  });

  test('[DUT1, MUL2] whoever says so buys at the price of the clock, and the last units end the lot', async () => {
    const selling = { format: 'dutch', units: 5, stepMinor: 5_000, intervalMs: 86_400_000 };
    const lotId = await openLot({ selling, startMinor: 100_000, closesAt: undefined });
    const low = expectStatus(await offer(lotId, ann, 99_999), 409).body;
    expect(low).toMatchObject({ rule: 'PRX1', askMinor: 100_000 });
    const bought = expectStatus(await offer(lotId, ann, 200_000, { units: 2 }), 201).body;
    expect(bought).toMatchObject({
      outcome: 'bought',
      lot: { state: 'open', priceMinor: 100_000, units: { offered: 5, left: 3 } },
    });
    const half = await mineOf(ann, lotId);
    expect(half).toMatchObject({ units: 2, won: { units: 2, totalMinor: 200_000 } });
    const few = expectStatus(await offer(lotId, ben, 100_000, { units: 4, leastUnits: 4 }), 409);
    expect(few.body).toMatchObject({ rule: 'MUL2', detail: 'Units left: 3.' });
    expect(few.body.type).toContain('too-few-left');
    const rest = expectStatus(await offer(lotId, ben, 100_000, { units: 4 }), 201).body;
    expect(rest.lot).toMatchObject({ state: 'sold', units: { left: 0 } });
    expect(await salesOf(lotId)).toEqual([
      [2, 100_000],
      [3, 100_000],
    ]);
    // Four were wanted, and three were left.
    expect(await mineOf(ben, lotId)).toMatchObject({ won: { units: 3, totalMinor: 300_000 } });
    const ledger = await front.ask('GET', `/lots/${lotId}/ledger`);
    expect(expectStatus(ledger, 200).body).toMatchObject({ isComplete: true });
  });
});
