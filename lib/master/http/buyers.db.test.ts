import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lotsWon } from '../../db/read/lots-won';
import { invoiceOf } from '../../page/invoice';
import { type Caller, type FrontFixture, startFront } from './testing/front-fixture';
import {
  act,
  bid,
  expectStatus,
  lotBody,
  openLot,
  publishedSale,
  registeredBidder,
} from './testing/sale-fixture';

let front: FrontFixture;
let house: Caller;
beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
});
afterAll(() => front.stop());

const key = () => ({ 'idempotency-key': randomUUID() });
const max = (amountMinor: number) => ({ amountMinor, kind: 'max' });

const buy = (by: Caller, lotId: number, amountMinor: number) =>
  front.ask('POST', `/lots/${lotId}/buy-now`, { by, json: { amountMinor }, headers: key() });

const leave = (by: Caller, lotId: number, amountMinor: number) =>
  front.ask('PUT', `/lots/${lotId}/absentee-bid`, { by, json: { amountMinor }, headers: key() });

const selling = (buyNowMinor: number) => ({
  selling: { format: 'english', belowReserve: 'steps', buyNowMinor },
});

const mine = async (by: Caller) =>
  expectStatus(await front.ask('GET', '/me/registrations', { by }), 200).body.items[0];

describe('what a bidder may do beyond a bid', () => {
  test('[BUY1] buys a lot at the price it shows, with a receipt, once', async () => {
    const auctionId = await publishedSale(front, house);
    const lotId = await openLot(front, house, auctionId, selling(90_000));
    const ada = await registeredBidder(front, auctionId);
    const shown = await front.ask('GET', `/lots/${lotId}`);
    expect(shown.body.buyNowMinor).toBe(90_000);
    const wrong = expectStatus(await buy(ada, lotId, 80_000), 409);
    expect(wrong.body).toMatchObject({ rule: 'BUY1', leastMinor: 90_000 });
    const bought = expectStatus(await buy(ada, lotId, 90_000), 201);
    expect(bought.body).toMatchObject({
      outcome: 'bought',
      lot: { state: 'sold', priceMinor: 90_000 },
      receipt: { keyId: expect.any(String) },
    });
    expectStatus(await buy(ada, lotId, 90_000), 409);
    const history = await front.ask('GET', `/lots/${lotId}/bids`);
    expect(history.body.items).toMatchObject([{ priceMinor: 90_000 }]);
  });

  test('[ABS1] leaves a maximum, replaces it, sees it alone, and leads by it at the opening', async () => {
    const auctionId = await publishedSale(front, house);
    const made = await front.ask('POST', `/auctions/${auctionId}/lots`, {
      by: house,
      json: lotBody({ startMinor: 7_000 }),
    });
    const lotId: number = expectStatus(made, 201).body.lots[0].id;
    const [ada, ben] = [
      await registeredBidder(front, auctionId),
      await registeredBidder(front, auctionId),
    ];
    expectStatus(await leave(ada, lotId, 6_000), 409);
    for (const [by, amountMinor] of [
      [ada, 50_000],
      [ben, 10_000],
      [ada, 30_000],
    ] as const) {
      expect(expectStatus(await leave(by, lotId, amountMinor), 201).body.outcome).toBe('left');
    }
    const { id } = await mine(ada);
    const own = expectStatus(await front.ask('GET', `/me/registrations/${id}`, { by: ada }), 200);
    expect(own.body.bids).toMatchObject([{ lotId, myMaxMinor: 30_000, isLeft: true }]);
    expect((await front.ask('GET', `/lots/${lotId}`)).body).toMatchObject({ bidCount: 0 });
    await act(front, house, lotId, 'open');
    const { body } = await front.ask('GET', `/lots/${lotId}`);
    expect(body).toMatchObject({ priceMinor: 11_000, bidCount: 2 });
    expectStatus(await leave(ada, lotId, 60_000), 409);
  });

  test('[REG2, REG4] the house says when the deposit is held, and how far a bidder may go', async () => {
    const auctionId = await publishedSale(front, house, { depositMinor: 5_000 });
    const lotId = await openLot(front, house, auctionId);
    const ada = await registeredBidder(front, auctionId);
    const before = await mine(ada);
    expect(before).toMatchObject({ deposit: 'required', depositMinor: 5_000, limitMinor: null });
    const missing = expectStatus(await bid(front, ada, lotId, max(12_000)), 403);
    expect(missing.body).toMatchObject({ rule: 'REG4' });
    const patch = (json: object) =>
      front.ask('PATCH', `/registrations/${before.id}`, { by: house, json });
    expectStatus(await patch({}), 400);
    expectStatus(await patch({ deposit: { state: 'held' } }), 400);
    const deposit = { state: 'held', reference: 'transfer 17' };
    expectStatus(await patch({ deposit, limitMinor: 40_000 }), 200);
    const over = expectStatus(await bid(front, ada, lotId, max(40_001)), 403);
    expect(over.body).toMatchObject({ rule: 'REG2', mostMinor: 40_000 });
    expectStatus(await bid(front, ada, lotId, max(30_000)), 201);
    expect(await mine(ada)).toMatchObject({
      deposit: 'held',
      limitMinor: 40_000,
      leftMinor: 10_000,
    });
  });

  test('[PRM1] an invoice has a line for each lot that was won, in whole yen', async () => {
    const charges = {
      premium: [
        { upToMinor: 10_000, rateBp: 2_500 },
        { upToMinor: null, rateBp: 2_000 },
      ],
      tax: { rateBp: 1_000, on: 'both' as const },
    };
    const auctionId = await publishedSale(front, house, { currency: 'JPY', charges });
    const yen = { startMinor: 1_000 };
    const dear = await openLot(front, house, auctionId, { ...yen, ...selling(25_002) });
    const cheap = await openLot(front, house, auctionId, { ...yen, ...selling(1_005) });
    const plates = { selling: { format: 'multi-unit', units: 3 } };
    const many = await openLot(front, house, auctionId, { ...yen, ...plates });
    const lost = await openLot(front, house, auctionId, yen);
    // Who wins a tender is paid.
    const tender = await openLot(front, house, auctionId, {
      ...yen,
      selling: { format: 'reverse' },
    });
    const [ada, ben] = [
      await registeredBidder(front, auctionId),
      await registeredBidder(front, auctionId),
    ];
    const wonBy = ({ userId }: Caller) => lotsWon(front.pool, { auctionId, userId });
    expect(await wonBy(ada)).toBeNull();
    expectStatus(await buy(ada, dear, 25_002), 201);
    expectStatus(await buy(ada, cheap, 1_005), 201);
    const two = { amountMinor: 3_000, kind: 'exact', units: 2 };
    expectStatus(await bid(front, ada, many, two), 201);
    expectStatus(await bid(front, ada, lost, max(2_000)), 201);
    expectStatus(await bid(front, ben, lost, max(50_000)), 201);
    expectStatus(await bid(front, ada, tender, max(800)), 201);
    for (const lotId of [many, lost, tender]) await act(front, house, lotId, 'close');
    const won = await wonBy(ada);
    const { paddle } = await mine(ada);
    expect(won).toMatchObject({ paddle });
    const invoice = invoiceOf(won ?? { paddle, lots: [] }, charges);
    // 2,500 + 3,000.4 and 3,050.2; 251.25 and 125.6; two at the start: 500 and 250.
    expect(invoice.lines).toMatchObject([
      { lotId: dear, units: 1, hammerMinor: 25_002, premiumMinor: 5_500, taxMinor: 3_050 },
      { lotId: cheap, units: 1, hammerMinor: 1_005, premiumMinor: 251, taxMinor: 126 },
      { lotId: many, units: 2, hammerMinor: 2_000, premiumMinor: 500, taxMinor: 250 },
    ]);
    expect(invoice.all).toEqual({
      ...{ hammerMinor: 28_007, premiumMinor: 6_251, taxMinor: 3_426, totalMinor: 37_684 },
    });
    const once = { ...charges, tax: { ...charges.tax, rounded: 'invoice' as const } };
    const taxedOnce = invoiceOf(won ?? { paddle, lots: [] }, once);
    expect(taxedOnce.lines.map(({ totalMinor }) => totalMinor)).toEqual([30_502, 1_256, 2_500]);
    expect(taxedOnce.all).toMatchObject({ taxMinor: 3_426, totalMinor: 37_684 });
    expect((await wonBy(ben))?.lots).toMatchObject([{ lotId: lost, hammerMinor: 2_500 }]);
  });

  test('[REG4] a deposit is any until lots open, and then only less or none', async () => {
    const auctionId = await publishedSale(front, house, { depositMinor: 5_000 });
    const set = async (depositMinor: number | null) => {
      const { headers } = await front.ask('GET', `/auctions/${auctionId}`);
      return front.ask('PATCH', `/auctions/${auctionId}`, {
        by: house,
        json: { depositMinor },
        headers: { 'if-match': headers.get('etag') ?? '' },
      });
    };
    expect(expectStatus(await set(9_000), 200).body.depositMinor).toBe(9_000);
    const lotId = await openLot(front, house, auctionId);
    const ada = await registeredBidder(front, auctionId);
    expectStatus(await bid(front, ada, lotId, max(12_000)), 403);
    expect(expectStatus(await set(9_001), 409).body).toMatchObject({ rule: 'REG4' });
    expect(expectStatus(await set(4_000), 200).body.depositMinor).toBe(4_000);
    const { id, depositMinor } = await mine(ada);
    expect(depositMinor).toBe(4_000);
    expect(front.told.filter(({ key }) => key === `me:${id}`)).toHaveLength(2);
    expect(expectStatus(await set(null), 200).body.depositMinor).toBeNull();
    expectStatus(await bid(front, ada, lotId, max(12_000)), 201);
    expectStatus(await set(4_000), 409);
    const { rows } = await front.pool.query(
      `select detail -> 'deposit' as deposit from audit
        where subject = $1 and detail ? 'deposit' order by id`,
      [`auction:${auctionId}`],
    );
    expect(rows.map(({ deposit }) => deposit)).toEqual([
      { from: 5_000, to: 9_000 },
      { from: 9_000, to: 4_000 },
      { from: 4_000, to: null },
    ]);
  });
});
