import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
});
