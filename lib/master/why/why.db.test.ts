import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erasePerson } from '../../accounts/erase-person';
import { type Caller, type FrontFixture, startFront } from '../http/testing/front-fixture';
import {
  act,
  bid,
  expectStatus,
  openLot,
  publishedSale,
  registeredBidder,
} from '../http/testing/sale-fixture';

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
});
