import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, type FrontFixture, startFront } from './testing/front-fixture';
import {
  bid,
  expectStatus,
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

/** A lot at ask 110.00 that was at 100.00 when somebody looked. */
async function movedLot(staleBid: 'accept' | 'confirm') {
  const auctionId = await publishedSale(front, house, { staleBid });
  const lotId = await openLot(front, house, auctionId);
  const [ada, ben] = [
    await registeredBidder(front, auctionId),
    await registeredBidder(front, auctionId),
  ];
  expectStatus(await bid(front, ada, lotId, exact(10_000, 10_000)), 201);
  const { body } = await front.ask('GET', `/lots/${lotId}`);
  expect(body.askMinor).toBe(11_000);
  return { auctionId, lotId, ada, ben };
}

const exact = (amountMinor: number, seenAskMinor?: number) => ({
  amountMinor,
  kind: 'exact',
  ...(seenAskMinor !== undefined && { seenAskMinor }),
});
const versionOf = async (lotId: number) =>
  (await front.ask('GET', `/lots/${lotId}`)).body.version as number;

describe('a bid made on a price that has moved', () => {
  test('[STL1] accept: it is taken if it still meets the ask, and refused as too low if not', async () => {
    const { lotId, ben } = await movedLot('accept');
    const low = expectStatus(await bid(front, ben, lotId, exact(10_000, 10_000)), 409);
    expect(low.body).toMatchObject({ type: expect.stringMatching(/below-ask$/), askMinor: 11_000 });
    const taken = expectStatus(await bid(front, ben, lotId, exact(12_000, 10_000)), 201);
    expect(taken.body).toMatchObject({ outcome: 'leading', lot: { priceMinor: 12_000 } });
  });

  test('[STL1] confirm: it is refused with the new ask, enough or not, and changes nothing', async () => {
    const { lotId, ben } = await movedLot('confirm');
    const before = await versionOf(lotId);
    for (const amountMinor of [10_000, 11_000, 90_000]) {
      const refused = expectStatus(await bid(front, ben, lotId, exact(amountMinor, 10_000)), 409);
      expect(refused.body).toMatchObject({
        type: expect.stringMatching(/ask-moved$/),
        rule: 'STL1',
        askMinor: 11_000,
      });
    }
    expect(await versionOf(lotId)).toBe(before);
    // Confirmed on the ask that the refusal named.
    const taken = expectStatus(await bid(front, ben, lotId, exact(11_000, 11_000)), 201);
    expect(taken.body.outcome).toBe('leading');
  });

  test('[STL1] confirm: an exact bid that names no ask is refused with it, and changes nothing', async () => {
    const { lotId, ben } = await movedLot('confirm');
    const before = await versionOf(lotId);
    const refused = expectStatus(await bid(front, ben, lotId, exact(90_000)), 409);
    expect(refused.body).toMatchObject({
      type: expect.stringMatching(/ask-not-named$/),
      rule: 'STL1',
      askMinor: 11_000,
    });
    expect(await versionOf(lotId)).toBe(before);
  });

  test('[STL1] [LED4] confirm: the refusal is the answer of that key, also once the ask is the seen one', async () => {
    const { lotId, ben } = await movedLot('confirm');
    const key = { 'idempotency-key': randomUUID() };
    const first = expectStatus(await bid(front, ben, lotId, exact(12_000, 12_000), key), 409);
    expectStatus(await bid(front, ben, lotId, exact(11_000, 11_000)), 201);
    const again = expectStatus(await bid(front, ben, lotId, exact(12_000, 12_000), key), 409);
    expect(again.text).toBe(first.text);
  });

  test('[STL1] confirm: a maximum is not held up, whatever ask it saw', async () => {
    const { lotId, ben } = await movedLot('confirm');
    const max = { amountMinor: 50_000, kind: 'max', seenAskMinor: 10_000 };
    expect(expectStatus(await bid(front, ben, lotId, max), 201).body.outcome).toBe('leading');
  });

  test('[STL1] confirm: of twenty that bid on one ask at once exactly one is taken; the others are told the new one', async () => {
    const auctionId = await publishedSale(front, house, { staleBid: 'confirm' });
    const lotId = await openLot(front, house, auctionId);
    const bidders = await Promise.all(
      Array.from({ length: 20 }, () => registeredBidder(front, auctionId)),
    );
    const replies = await Promise.all(
      bidders.map((by) => bid(front, by, lotId, exact(90_000, 10_000))),
    );
    const refused = replies.filter(({ status }) => status === 409);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(refused).toHaveLength(19);
    const { body } = await front.ask('GET', `/lots/${lotId}`);
    for (const one of refused) {
      expect(one.body).toMatchObject({ rule: 'STL1', askMinor: body.askMinor });
    }
    expect(body).toMatchObject({ priceMinor: 90_000, bidCount: 1 });
  });
});
