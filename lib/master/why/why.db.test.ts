import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erasePerson } from '../../accounts/erase-person';
import { type Caller, type FrontFixture, startFront } from '../http/testing/front-fixture';
import {
  act,
  bid,
  expectStatus,
  lotBody,
  openLot,
  publishedSale,
  registeredBidder,
} from '../http/testing/sale-fixture';
import { WHYS } from './why-own-bid';

let front: FrontFixture;
let house: Caller;
let auctionId: number;
let ann: Caller;
let ben: Caller;
beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
  auctionId = await publishedSale(front, house);
  [ann, ben] = [await registeredBidder(front, auctionId), await registeredBidder(front, auctionId)];
});
afterAll(() => front.stop());

const max = (by: Caller, lotId: number, amountMinor: number) =>
  bid(front, by, lotId, { kind: 'max', amountMinor });
/** The house sets a bidder's limit in the sale. */
async function limit(who: Caller, limitMinor: number | null): Promise<void> {
  const own = expectStatus(await front.ask('GET', '/me/registrations', { by: who }), 200).body;
  const path = `/registrations/${own.items[0].id}`;
  expectStatus(await front.ask('PATCH', path, { by: house, json: { limitMinor } }), 200);
}
const why = (by: Caller | null, bidId: unknown) =>
  front.ask('GET', `/me/bids/${bidId}/why`, by ? { by } : {});

describe('why a bid came to what it came to', () => {
  test.each([
    ['sold', null],
    ['passed', 57_700],
  ])(
    '[WHY2, WHY1] is told to its owner, and never another’s limit: of a lot then %s',
    async (end, reserveMinor) => {
      const lotId = await openLot(front, house, auctionId, { reserveMinor });
      const led = expectStatus(await max(ann, lotId, 30_100), 201).body;
      const beaten = expectStatus(await max(ben, lotId, 15_500), 201).body;
      const low = expectStatus(await max(ben, lotId, 10_300), 409).body;

      const open = expectStatus(await why(ben, beaten.bidId), 200);
      expect(open.body).toMatchObject({
        bidId: beaten.bidId,
        lotId,
        answer: 'outbid',
        rule: 'PRX2',
        amountMinor: 15_500,
        wouldWin: { kind: 'beyond' },
      });
      const refused = expectStatus(await why(ben, low.bidId), 200);
      expect(refused.body).toMatchObject({
        answer: 'below-ask',
        rule: 'PRX1',
        amountMinor: 10_300,
        leastMinor: open.body.after.askMinor,
        before: { priceMinor: open.body.after.priceMinor },
      });
      const leads = expectStatus(await why(ann, led.bidId), 200);
      expect(leads.body).toMatchObject({ answer: 'leading', wouldWin: null, amountMinor: 30_100 });
      for (const { text } of [open, refused]) expect(text).not.toMatch(/30100|30101|57700/);
      expect(leads.text).not.toMatch(/15500|10300|57700/);

      await act(front, house, lotId, 'close');
      // What the winner would have paid at most stays theirs, unless the price came there.
      const after = expectStatus(await why(ben, beaten.bidId), 200);
      expect(after.text).not.toMatch(/30100|30101|57700/);
      expect(after.body).toMatchObject({ wouldWin: { kind: 'beyond', amountMinor: 16_500 } });
      const own = expectStatus(await why(ann, led.bidId), 200);
      expect(own.body).toMatchObject(
        end === 'sold'
          ? { overtaken: null, wouldWin: null }
          : { overtaken: { rule: 'CLS2', after: { state: 'passed', reserve: 'not-met' } } },
      );
      expect(own.text).not.toMatch(/57700/);
    },
  );

  test('[WHY2, WHY1, LED5] names the least amount that would have won where the end opened the limits', async () => {
    const lotId = await openLot(front, house, auctionId);
    const lost = expectStatus(await max(ann, lotId, 15_000), 201).body;
    expectStatus(await max(ben, lotId, 20_000), 201);
    // Raised to where the price then is: that opens it.
    expectStatus(await max(ann, lotId, 20_000), 201);
    await act(front, house, lotId, 'close');
    expect((await why(ann, lost.bidId)).body).toMatchObject({
      answer: 'leading',
      overtaken: { rule: 'PRX2' },
      wouldWin: { kind: 'enough', amountMinor: 20_000 },
    });
  });

  test('[WHY2] is nobody else’s: another bidder, the house and a stranger find nothing there', async () => {
    const lotId = await openLot(front, house, auctionId);
    const { bidId } = expectStatus(await max(ann, lotId, 30_100), 201).body;
    const opened = await front.pool.query<{ id: string }>(
      "select bid_id::text as id from ledger where lot_id = $1 and kind = 'opened'",
      [lotId],
    );
    expectStatus(await why(ben, bidId), 404);
    expectStatus(await why(house, bidId), 404);
    expectStatus(await why(null, bidId), 401);
    for (const odd of [opened.rows[0]?.id, 0, -1, 'x', '1e3', '9'.repeat(15), '9'.repeat(30)]) {
      expectStatus(await why(ann, odd), 404);
    }
  });

  test('[WHY2, LED6] says what is missing where another bidder was erased', async () => {
    const cleo = await registeredBidder(front, auctionId);
    const lotId = await openLot(front, house, auctionId);
    expectStatus(await max(cleo, lotId, 15_000), 201);
    const { bidId } = expectStatus(await max(ann, lotId, 13_000), 201).body;
    expectStatus(await max(ben, lotId, 40_000), 201);
    await act(front, house, lotId, 'close');
    const erased = await erasePerson(front.pool, cleo.userId);
    expect(erased.ok).toBe(true);
    expect(expectStatus(await why(ann, bidId), 404).body.detail).toMatch(/erased/);
  });

  test('[WHY1, WHY2, REG2] of a bid beyond their limit: what it allowed then, whatever it is now, and what would have won', async () => {
    const dan = await registeredBidder(front, auctionId);
    await limit(dan, 20_000);
    const lotId = await openLot(front, house, auctionId);
    expectStatus(await max(ann, lotId, 15_000), 201);
    const told = expectStatus(await max(dan, lotId, 40_000), 403).body;
    expect(told).toMatchObject({ rule: 'REG2', mostMinor: 20_000 });
    const open = expectStatus(await why(dan, told.bidId), 200);
    expect(open.body).toMatchObject({
      ...{ answer: 'over-limit', rule: 'REG2', amountMinor: 40_000, leastMinor: null },
      limit: { asOf: 'then', mostMinor: 20_000 },
      wouldWin: { kind: 'from', amountMinor: 11_000 },
    });
    expect(open.text).not.toMatch(/1500[01]/);

    await limit(dan, 90_000);
    // Raised to where the price then is: that opens it, and the one before it.
    expectStatus(await max(ben, lotId, 30_000), 201);
    expectStatus(await max(ann, lotId, 30_000), 201);
    await act(front, house, lotId, 'close');
    expect((await why(dan, told.bidId)).body).toMatchObject({
      limit: { asOf: 'then', mostMinor: 20_000 },
      wouldWin: { kind: 'enough', amountMinor: 30_000 },
    });
  });

  test('[WHY1, WHY2, REG2] of a limit that left nothing then, that it did', async () => {
    const dan = await registeredBidder(front, auctionId);
    await limit(dan, 10_500);
    const lotId = await openLot(front, house, auctionId);
    expectStatus(await max(ann, lotId, 15_000), 201);
    const { bidId } = expectStatus(await max(dan, lotId, 12_000), 403).body;
    expect((await why(dan, bidId)).body).toMatchObject({
      limit: { asOf: 'then', mostMinor: null },
      wouldWin: { kind: 'from', amountMinor: 11_000 },
    });
    const low = expectStatus(await max(dan, lotId, 9_000), 409).body;
    expect((await why(dan, low.bidId)).body).toMatchObject({ answer: 'below-ask', limit: null });
  });

  test('[WHY1, WHY2, REG2, ABS1] of a bid that was made at the opening, which nobody was answered: the limit as it is now', async () => {
    const dan = await registeredBidder(front, auctionId);
    const json = lotBody();
    const made = await front.ask('POST', `/auctions/${auctionId}/lots`, { by: house, json });
    const lotId = expectStatus(made, 201).body.lots[0].id;
    const left = await front.ask('PUT', `/lots/${lotId}/absentee-bid`, {
      by: dan,
      json: { amountMinor: 30_100 },
      headers: { 'idempotency-key': randomUUID() },
    });
    const { bidId } = expectStatus(left, 201).body;
    await limit(dan, 20_000);
    await act(front, house, lotId, 'open');
    expect((await why(dan, bidId)).body).toMatchObject({
      ...{ asked: 'left', left: 'played', answer: 'over-limit', amountMinor: 30_100 },
      limit: { asOf: 'now', mostMinor: 20_000 },
    });
    await limit(dan, null);
    expect((await why(dan, bidId)).body.limit).toEqual({ asOf: 'now', mostMinor: null });
  });

  test('[WHY2, WHY1, BUY1, ABS1] of purchases and of bids left before the opening too', async () => {
    const wish = (by: Caller, at: string, amountMinor: number) =>
      front.ask(at.endsWith('bid') ? 'PUT' : 'POST', at, {
        by,
        json: { amountMinor },
        headers: { 'idempotency-key': randomUUID() },
      });
    const selling = { format: 'english', belowReserve: 'steps', buyNowMinor: 50_000 };
    const json = lotBody({ reserveMinor: 40_000, selling });
    const made = await front.ask('POST', `/auctions/${auctionId}/lots`, { by: house, json });
    const lotId = expectStatus(made, 201).body.lots[0].id;
    const left = await wish(ann, `/lots/${lotId}/absentee-bid`, 30_100);
    const { bidId } = expectStatus(left, 201).body;
    expect((await why(ann, bidId)).body).toMatchObject({ asked: 'left', left: 'waits' });
    expectStatus(await why(ben, bidId), 404);

    await act(front, house, lotId, 'open');
    expect((await why(ann, bidId)).body).toMatchObject({ left: 'played', answer: 'leading' });
    const wrong = await wish(ben, `/lots/${lotId}/buy-now`, 49_900);
    const refused = await why(ben, expectStatus(wrong, 409).body.bidId);
    expect(refused.body).toMatchObject({
      ...{ asked: 'purchase', answer: 'not-on-offer', rule: 'BUY1', leastMinor: 50_000 },
      wouldWin: { kind: 'buy', amountMinor: 50_000 },
    });
    expect(refused.text).not.toMatch(/30100|40000/);
    const bought = expectStatus(await wish(ben, `/lots/${lotId}/buy-now`, 50_000), 201).body;
    expect((await why(ben, bought.bidId)).body).toMatchObject({ answer: 'bought', wouldWin: null });
    const overtaken = await why(ann, bidId);
    expect(overtaken.body).toMatchObject({
      overtaken: { rule: 'BUY1', after: { state: 'sold' } },
      wouldWin: { kind: 'buy', amountMinor: 50_000 },
    });
    expect(overtaken.text).not.toMatch(/40000/);
  });

  test('[WHY2, OFR1] of sealed offers nothing while the lot is open, and whom it went to when it has ended', async () => {
    const lotId = await openLot(front, house, auctionId, { selling: { format: 'vickrey' } });
    const offer = (by: Caller, amountMinor: number) =>
      bid(front, by, lotId, { kind: 'exact', amountMinor });
    expectStatus(await offer(ann, 30_100), 201);
    const { bidId } = expectStatus(await offer(ben, 15_500), 201).body;
    const open = expectStatus(await why(ben, bidId), 200);
    expect(open.body).toMatchObject({
      ...{ format: 'vickrey', answer: 'offered', overtaken: null, wouldWin: null },
      now: { priceMinor: null, leaderPaddle: null },
    });
    expect(open.text).not.toMatch(/301\d\d/);
    await act(front, house, lotId, 'close');
    const ended = expectStatus(await why(ben, bidId), 200);
    expect(ended.body).toMatchObject({
      overtaken: { rule: 'VIC1' },
      now: { state: 'sold', priceMinor: 15_500 },
      wouldWin: { kind: 'beyond', amountMinor: 15_500 },
    });
    expect(ended.text).not.toMatch(/301\d\d/);
  });

  test('[WHY2] is answered so often to one person, and then no more for a while; to others it is', async () => {
    const people = [registeredBidder(front, auctionId), registeredBidder(front, auctionId)];
    const [dan, eve] = await Promise.all(people);
    if (!dan || !eve) throw new Error('two were registered');
    const asked = Array.from({ length: WHYS.burst + 10 }, () => why(dan, 1));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 404).length).toBeGreaterThanOrEqual(WHYS.burst);
    expect(statuses).toContain(429);
    expectStatus(await why(eve, 1), 404);
  });
});
