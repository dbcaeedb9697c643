import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, type FrontFixture, startFront } from './testing/front-fixture';
import {
  act,
  bid,
  expectStatus,
  openLot,
  publishedSale,
  registeredBidder,
  saleBody,
} from './testing/sale-fixture';

let front: FrontFixture;
let house: Caller;
let clerk: Caller;
let saleId: number;
let ann: Caller;
let ben: Caller;

beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
  clerk = await front.caller('clerk');
  saleId = await publishedSale(front, house);
  ann = await registeredBidder(front, saleId);
  ben = await registeredBidder(front, saleId);
});
afterAll(() => front.stop());

const ask = (by: Caller, method: string, path: string, json: unknown, key = randomUUID()) =>
  front.ask(method, path, { by, json, headers: { 'idempotency-key': key } });

const max = async (by: Caller, lotId: number, amountMinor: number): Promise<number> =>
  expectStatus(await bid(front, by, lotId, { amountMinor, kind: 'max' }), 201).body.entry;

const view = async (by: Caller, lotId: number) =>
  expectStatus(await front.ask('GET', `/lots/${lotId}/house`, { by }), 200).body;

describe('cancelling a bid', () => {
  test('[RET1] the lot, its bids, the bidder and the house all show what became of it', async () => {
    const lotId = await openLot(front, house, saleId);
    await max(ann, lotId, 15_000);
    const entry = await max(ben, lotId, 30_000);
    const path = `/lots/${lotId}/bids/${entry}/cancel`;
    const reason = 'Typed a zero too many';
    const key = randomUUID();
    const done = expectStatus(await ask(house, 'POST', path, { reason }, key), 200).body;
    expect(done).toMatchObject({ awaitsSecond: false, lot: { priceMinor: 10_000, state: 'open' } });
    expect((await ask(house, 'POST', path, { reason }, key)).body).toEqual(done);
    const bids = await front.ask('GET', `/lots/${lotId}/bids`);
    expect(bids.body.items).toMatchObject([
      { entry, isCancelled: true },
      { entry: 2, isCancelled: false },
    ]);
    const own = (await front.ask('GET', '/me/bids', { by: ben })).body.items;
    expect(own).toMatchObject([{ lotId, myMaxMinor: 30_000, isCancelled: true }]);
    const { acts } = await view(clerk, lotId);
    expect(acts).toMatchObject([
      { kind: 'cancelled', by: 'auctioneer', reason, cancels: [entry], who: expect.any(String) },
      { kind: 'opened', by: 'clerk', who: expect.any(String) },
    ]);
    const ledger = await front.ask('GET', `/lots/${lotId}/ledger`);
    expect(ledger.text).not.toContain(reason);
  });

  test('is not for clerks, bidders or nobody, wants a reason and a key, and names what it does not find', async () => {
    const lotId = await openLot(front, house, saleId);
    const entry = await max(ann, lotId, 15_000);
    const path = `/lots/${lotId}/bids/${entry}/cancel`;
    const json = { reason: 'A mistake' };
    expectStatus(await ask(clerk, 'POST', path, json), 403);
    expectStatus(await ask(ann, 'POST', path, json), 403);
    expectStatus(await front.ask('POST', path, { by: house, json }), 400);
    const silent = expectStatus(await ask(house, 'POST', path, {}), 400);
    expect(silent.body.errors).toMatchObject([{ pointer: '/reason' }]);
    const gone = await ask(house, 'POST', `/lots/${lotId}/bids/99/cancel`, json);
    expect(expectStatus(gone, 404).body).toMatchObject({ rule: 'RET1' });
    expectStatus(await ask(house, 'POST', `/lots/999999/bids/1/cancel`, json), 404);
    expectStatus(await ask(house, 'POST', `/lots/${lotId}/bids/0/cancel`, json), 404);
    expect((await view(house, lotId)).bids).toMatchObject([{ entry, isCancelled: false }]);
  });
});

test('[PRX4] that a leader raised in silence only those see who may cancel it', async () => {
  const lotId = await openLot(front, house, saleId);
  await max(ann, lotId, 15_000);
  await max(ann, lotId, 20_000);
  expect((await view(house, lotId)).bids).toHaveLength(2);
  expect((await view(clerk, lotId)).bids).toHaveLength(1);
  expectStatus(await front.ask('GET', `/lots/${lotId}/house`, { by: ann }), 403);
});

test('[CLS3] a lot is taken up again by one, and after the next one by two', async () => {
  const own = await publishedSale(front, house);
  const lotId = await openLot(front, house, own);
  const next = await openLot(front, house, own);
  await act(front, clerk, lotId, 'close');
  const reopen = async (by: Caller, json: object = {}) => {
    const { version } = (await front.ask('GET', `/lots/${lotId}`)).body;
    return ask(by, 'POST', `/lots/${lotId}/reopen`, { version, ...json });
  };
  expect(expectStatus(await reopen(clerk), 200).body.lot.state).toBe('open');
  await act(front, clerk, lotId, 'close');
  await act(front, clerk, next, 'close');
  expectStatus(await reopen(house), 400);
  const asked = expectStatus(await reopen(house, { reason: 'A bid by telephone' }), 200).body;
  expect(asked).toMatchObject({ awaitsSecond: true, lot: { state: 'passed' } });
  const wish = { reason: 'A bid by telephone' };
  expect((await view(house, lotId)).wish).toMatchObject({ ...wish, isOwn: true });
  expect((await view(clerk, lotId)).wish).toMatchObject({ ...wish, isOwn: false });
  const agreed = expectStatus(await reopen(clerk), 200).body;
  expect(agreed).toMatchObject({ awaitsSecond: false, lot: { state: 'open' } });
  const after = await view(clerk, lotId);
  expect(after.wish).toBeNull();
  expect(after.acts[0]).toMatchObject({ kind: 'reopened', ...wish, second: expect.any(String) });
});

describe('changing terms of an open lot', () => {
  test('[TRM1] as the table says, which the house reads with the lot', async () => {
    const lotId = await openLot(front, house, saleId, { reserveMinor: 50_000 });
    await max(ann, lotId, 20_000);
    const before = await view(house, lotId);
    expect(before.stage).toBe('bid');
    const changes = new Map(before.changes.map((one: { term: string }) => [one.term, one]));
    expect(changes.get('reserveMinor')).toMatchObject({ rule: 'RES4', now: { way: 'eased' } });
    expect(changes.get('startMinor')).toMatchObject({
      ...{ rule: 'PRX1', now: null, allowed: { from: 'scheduled', to: 'unbid' } },
    });
    const { reserveMinor, closesAt, softClose } = before.terms;
    const later = new Date(Date.parse(closesAt) + 60_000).toISOString();
    const json = {
      // Sent as it was read, whatever the order of its members: no change.
      terms: { reserveMinor: 40_000, closesAt: later, softClose: { ...softClose } },
      seen: { reserveMinor, closesAt, softClose },
      reason: 'Agreed with the consignor',
    };
    await max(ben, lotId, 12_000);
    const done = await ask(house, 'PATCH', `/lots/${lotId}/terms`, json);
    expect(expectStatus(done, 200).body.lot).toMatchObject({ closesAt: later, bidCount: 2 });
    const after = await view(house, lotId);
    expect(after.acts[0]).toMatchObject({
      kind: 'termsSet',
      reason: json.reason,
      changes: expect.arrayContaining([
        { term: 'reserveMinor', before: 50_000, after: 40_000 },
        { term: 'closesAt', before: closesAt, after: later },
      ]),
    });
    expect(after.acts[0].changes).toHaveLength(2);
    const stale = await ask(house, 'PATCH', `/lots/${lotId}/terms`, json);
    expectStatus(stale, 409);
  });

  test('[TRM1, SFT4] refused with the rule, and with the fields at fault', async () => {
    const lotId = await openLot(front, house, saleId, { reserveMinor: 50_000 });
    await max(ann, lotId, 20_000);
    const { terms: seen } = await view(house, lotId);
    const patch = async (terms: object, status: number, by = house) => {
      const json = { terms, seen, reason: 'For a test' };
      return expectStatus(await ask(by, 'PATCH', `/lots/${lotId}/terms`, json), status).body;
    };
    expect(await patch({ startMinor: 5_000 }, 409)).toMatchObject({ rule: 'TRM1' });
    expect(await patch({ reserveMinor: 40_000 }, 409, clerk)).toMatchObject({ rule: 'TRM1' });
    const soon = new Date(Date.now() + 1_000).toISOString();
    expect(await patch({ closesAt: soon }, 409)).toMatchObject({ rule: 'SFT4' });
    expect(await patch({ ladder: [{ fromMinor: 5, stepMinor: 1 }] }, 400)).toMatchObject({
      errors: [{ pointer: '/terms/ladder' }],
    });
    expect(await patch({ reserveMinor: -1 }, 400)).toMatchObject({
      errors: [{ pointer: '/terms/reserveMinor' }],
    });
    expect(await patch({}, 400)).toMatchObject({ errors: [{ pointer: '/terms' }] });
    const unseen = { terms: { reserveMinor: 40_000 }, seen: {}, reason: 'For a test' };
    const body = expectStatus(await ask(house, 'PATCH', `/lots/${lotId}/terms`, unseen), 400).body;
    expect(body).toMatchObject({ errors: [{ pointer: '/seen' }] });
    expect((await view(house, lotId)).terms).toEqual(seen);
  });
});

test('[SFT2] a sale may cap its extensions, and its lots do', async () => {
  const softClose = { windowMs: 60_000, extensionMs: 60_000, mode: 'any', mostExtensions: 3 };
  const capped = await publishedSale(front, house, { softClose });
  expect((await front.ask('GET', `/auctions/${capped}`)).body.softClose).toEqual(softClose);
  const lotId = await openLot(front, house, capped);
  expect((await view(house, lotId)).terms.softClose).toEqual(softClose);
});

test('[SFT6] the closes of a sale may hang together; intervals out of bounds are refused', async () => {
  const cascade = { mode: 'sequence', intervalMs: 60_000 };
  const linked = await publishedSale(front, house, { cascade });
  expect((await front.ask('GET', `/auctions/${linked}`)).body.cascade).toEqual(cascade);
  for (const intervalMs of [0, -1, 0.5, 1e12]) {
    const json = saleBody({ cascade: { mode: 'sequence', intervalMs } });
    const { body } = expectStatus(await front.ask('POST', '/auctions', { by: house, json }), 400);
    expect(body.errors).toMatchObject([{ pointer: '/cascade/intervalMs' }]);
  }
});
