import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InvoiceView } from '../../api/v1/invoices';
import { lotsWon } from '../../db/read/lots-won';
import { type Caller, type FrontFixture, startFront } from './testing/front-fixture';
import {
  act,
  bid,
  expectStatus,
  openLot,
  publishedSale,
  registeredBidder,
} from './testing/sale-fixture';

let front: FrontFixture;
let house: Caller;
let clerk: Caller;
beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
  clerk = await front.caller('clerk');
});
afterAll(() => front.stop());

/** A sale in which a bidder won some lots at 100.00 each, with how their house sees them. */
async function wonBy(lots: number) {
  const charges = {
    premium: [{ upToMinor: null, rateBp: 2_500 }],
    tax: { rateBp: 2_000, on: 'premium' as const },
  };
  const auctionId = await publishedSale(front, house, { charges });
  const buyer = await registeredBidder(front, auctionId);
  const lotIds: number[] = [];
  for (let at = 0; at < lots; at += 1) {
    const lotId = await openLot(front, house, auctionId);
    expectStatus(await bid(front, buyer, lotId, { amountMinor: 10_000, kind: 'max' }), 201);
    await act(front, clerk, lotId, 'close');
    lotIds.push(lotId);
  }
  const { body } = await front.ask('GET', '/me/registrations', { by: buyer });
  const registrationId: number = body.items[0].id;
  const invoices = async (): Promise<InvoiceView[]> =>
    expectStatus(await front.ask('GET', `/auctions/${auctionId}/invoices`, { by: clerk }), 200).body
      .items;
  return { auctionId, buyer, lotIds, registrationId, invoices };
}

const report = (by: Caller, registrationId: number, json: object) =>
  front.ask('PATCH', `/registrations/${registrationId}/payments`, {
    by,
    json: { isPaid: true, reference: 'Transfer 17', ...json },
  });

async function reopen(by: Caller, lotId: number) {
  const { version } = (await front.ask('GET', `/lots/${lotId}`)).body;
  return front.ask('POST', `/lots/${lotId}/reopen`, {
    by,
    json: { version },
    headers: { 'idempotency-key': randomUUID() },
  });
}

const audits = async (registrationId: number) =>
  (
    await front.pool.query(
      'select actor_id as actor, action, detail from audit where subject = $1 order by id',
      [`reg:${registrationId}`],
    )
  ).rows.filter(({ action }) => action !== 'register');

describe('what a buyer has paid for', () => {
  test('[PAY1, PRM1] stands on their invoice, in the house’s list and in the audit, lot by lot', async () => {
    const { auctionId, buyer, lotIds, registrationId, invoices } = await wonBy(2);
    const [first = 0, second = 0] = lotIds;
    // 100 + 25 + 5 each.
    const before = { paddle: 101, totalMinor: 26_000, dueMinor: 26_000 };
    expect(await invoices()).toMatchObject([
      { ...before, buyer: { email: buyer.email }, lots: [{ isPaid: false }, { isPaid: false }] },
    ]);
    const half = expectStatus(await report(clerk, registrationId, { lots: [first] }), 200);
    expect(half.body).toMatchObject({
      ...before,
      dueMinor: 13_000,
      lots: [
        { lotId: first, isPaid: true },
        { lotId: second, isPaid: false },
      ],
    });
    const own = await lotsWon(front.pool, { auctionId, userId: buyer.userId });
    expect(own?.lots.map(({ isPaid }) => isPaid)).toEqual([true, false]);
    expectStatus(await report(house, registrationId, { lots: [first, second, second] }), 200);
    expect(await invoices()).toMatchObject([{ totalMinor: 26_000, dueMinor: 0 }]);
    const back = { lots: [second], isPaid: false, reference: 'Charged back' };
    expectStatus(await report(house, registrationId, back), 200);
    expect(await invoices()).toMatchObject([{ dueMinor: 13_000 }]);
    // Told again it is no news.
    expectStatus(await report(clerk, registrationId, { lots: [first] }), 200);
    expect(await audits(registrationId)).toEqual([
      ...[
        [clerk, 'note-payment', first, 'Transfer 17'],
        [house, 'note-payment', second, 'Transfer 17'],
        [house, 'take-payment-back', second, 'Charged back'],
      ].map(([who, action, lot, reference]) => ({
        ...{ actor: (who as Caller).userId, action },
        detail: { lots: [lot], reference },
      })),
    ]);
  });

  test('[PAY1] is for the house to say, of lots that were won by them, all or none', async () => {
    const { auctionId, buyer, lotIds, registrationId, invoices } = await wonBy(1);
    const other = await wonBy(1);
    const open = await openLot(front, house, auctionId);
    expectStatus(await bid(front, buyer, open, { amountMinor: 10_000, kind: 'max' }), 201);
    for (const foreign of [other.lotIds[0], open, 999_999]) {
      const refused = await report(clerk, registrationId, { lots: [...lotIds, foreign] });
      expect(expectStatus(refused, 400).body.errors).toMatchObject([{ pointer: '/lots/1' }]);
    }
    expectStatus(await report(clerk, registrationId, { lots: [] }), 400);
    expectStatus(await report(clerk, registrationId, { lots: lotIds, reference: ' ' }), 400);
    expectStatus(await report(clerk, 999_999, { lots: lotIds }), 404);
    expectStatus(await report(buyer, registrationId, { lots: lotIds }), 403);
    expectStatus(await report(clerk, registrationId, { lots: lotIds, isPaid: false }), 403);
    expectStatus(await front.ask('GET', `/auctions/${auctionId}/invoices`, { by: buyer }), 403);
    expect(await invoices()).toMatchObject([{ dueMinor: 13_000 }]);
    expect(await audits(registrationId)).toEqual([]);
  });

  test('[CLS3] stays sold: of a payment and a reopening at the same moment one is refused', async () => {
    const { lotIds, registrationId } = await wonBy(6);
    const came = await Promise.all(
      lotIds.map(async (lotId) => {
        const both = await Promise.all([
          report(clerk, registrationId, { lots: [lotId] }),
          reopen(clerk, lotId),
        ]);
        return both.map(({ status }) => status);
      }),
    );
    // All but the last lot need a second person, whom nobody asks: they say so, and are paid.
    for (const [at, [paid = 0, reopened = 0]] of came.entries()) {
      const isLast = at === lotIds.length - 1;
      if (isLast)
        expect([
          [200, 409],
          [400, 200],
        ]).toContainEqual([paid, reopened]);
      else expect([paid, reopened === 400 || reopened === 409]).toEqual([200, true]);
    }
    const [first = 0] = lotIds;
    const refused = expectStatus(await reopen(house, first), 409).body;
    expect(refused).toMatchObject({ rule: 'CLS3', detail: 'The lot is paid for.' });
    const { body } = await front.ask('GET', `/lots/${first}/house`, { by: clerk });
    expect(body.isPaid).toBe(true);
    const back = { lots: [first], isPaid: false, reference: 'Another buyer’s transfer' };
    expectStatus(await report(house, registrationId, back), 200);
    // No longer paid: now it only needs a reason, for the next lot was up.
    expectStatus(await reopen(house, first), 400);
  });
});
