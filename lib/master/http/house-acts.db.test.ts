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

/** Every term of the API's, each with another value than `openLot` or `lotBody` gives. */
const OTHER = (seller: Caller, closesAt: string): Record<string, unknown> => {
  const closesAtMs = Date.parse(closesAt);
  return {
    selling: { format: 'english', belowReserve: 'in-full', buyNowMinor: 90_000 },
    startMinor: 8_000,
    reserveMinor: 40_000,
    ladder: [
      { fromMinor: 0, stepMinor: 300 },
      { fromMinor: 20_000, stepMinor: 700 },
    ],
    opensAt: new Date(closesAtMs - 600_000).toISOString(),
    closesAt: new Date(closesAtMs + 60_000).toISOString(),
    softClose: { ...CAPPED, latestEndMs: closesAtMs + 900_000 },
    closeGraceMs: 1_500,
    staleBid: 'confirm',
    offLadder: 'round-down',
    sellerEmail: seller.email,
  };
};
const CAPPED = { mode: 'leader', windowMs: 60_000, extensionMs: 180_000, mostExtensions: 2 };

describe('every row of the table of terms', () => {
  /** Sets each term by itself. @returns what came of each: changed, or the rule that refused. */
  async function tryAll(lotId: number) {
    const came: Record<string, string> = {};
    const wanted = OTHER(ann, (await view(house, lotId)).terms.closesAt);
    for (const [term, value] of Object.entries(wanted)) {
      const before = await view(house, lotId);
      const json = {
        ...{ terms: { [term]: value }, seen: { [term]: before.terms[term] } },
        reason: `About ${term}`,
      };
      const done = await ask(house, 'PATCH', `/lots/${lotId}/terms`, json);
      const after = await view(house, lotId);
      if (done.status === 200) {
        expect(after.terms[term], term).toEqual(value);
        const changes = [{ term, before: before.terms[term], after: value }];
        expect(after.acts[0], term).toMatchObject({
          by: 'auctioneer',
          reason: json.reason,
          changes,
        });
      } else {
        expect(expectStatus(done, 409).body).toMatchObject({ rule: 'TRM1' });
        expect(after, term).toEqual(before);
      }
      const { now } = before.changes.find((one: { term: string }) => one.term === term);
      expect(now !== null, term).toBe(done.status === 200);
      came[term] = done.status === 200 ? 'changed' : done.body.detail;
    }
    return came;
  }

  const changedIn = (came: Record<string, string>) =>
    Object.entries(came).flatMap(([term, end]) => (end === 'changed' ? [term] : []));

  test('[TRM1, TRM2] before the opening all may change, each as one act with its reason', async () => {
    const made = await front.ask('POST', `/auctions/${saleId}/lots`, {
      by: house,
      json: lotBody({ reserveMinor: 50_000 }),
    });
    const came = await tryAll(expectStatus(made, 201).body.lots[0].id);
    expect(changedIn(came)).toEqual(Object.keys(came));
  });

  test('[TRM1] while it is open without a bid, and with one: what the table says, refused with the rule', async () => {
    const lotId = await openLot(front, house, saleId, { reserveMinor: 50_000 });
    const unbid = await tryAll(lotId);
    expect(changedIn(unbid)).toEqual([
      ...['startMinor', 'reserveMinor', 'ladder', 'closesAt', 'softClose', 'staleBid'],
      ...['offLadder', 'sellerEmail'],
    ]);
    const other = await openLot(front, house, saleId, { reserveMinor: 50_000 });
    await max(ben, other, 20_000);
    const bidOn = await tryAll(other);
    expect(changedIn(bidOn)).toEqual([
      ...['reserveMinor', 'ladder', 'closesAt', 'staleBid', 'sellerEmail'],
    ]);
    expect(bidOn.softClose).toContain('while it is open without a bid');
    expect(bidOn.selling).toContain('(TRM1)');
  });

  test('[TRM2, RES1] anyone sees what was changed and when, in which role; no reason, no name, no secret', async () => {
    const lotId = await openLot(front, house, saleId, { reserveMinor: 50_007 });
    await max(ann, lotId, 20_000);
    const { terms: seen } = await view(house, lotId);
    const patch = async (terms: object) => {
      const json = { terms, seen: (await view(house, lotId)).terms, reason: 'Between us' };
      expectStatus(await ask(house, 'PATCH', `/lots/${lotId}/terms`, json), 200);
    };
    const steps = (stepMinor: number) => [{ fromMinor: 0, stepMinor }];
    await patch({ ladder: steps(300), reserveMinor: 40_003, sellerEmail: ben.email });
    const closesAt = new Date(Date.parse(seen.closesAt) + 60_000).toISOString();
    await patch({ closesAt });
    await patch({ ladder: steps(700), softClose: seen.softClose });
    const read = expectStatus(await front.ask('GET', `/lots/${lotId}/changes`), 200);
    const secret = { isSecret: true, before: null, after: null };
    const open = { isSecret: false };
    expect(read.body.items).toMatchObject([
      {
        by: 'auctioneer',
        terms: [{ ...open, term: 'ladder', before: steps(300), after: steps(700) }],
      },
      { terms: [{ ...open, term: 'closesAt', before: seen.closesAt, after: closesAt }] },
      {
        kind: 'termsSet',
        terms: [
          { ...secret, term: 'reserveMinor' },
          { ...open, term: 'ladder', before: seen.ladder, after: steps(300) },
          { ...secret, term: 'sellerEmail' },
        ],
      },
    ]);
    for (const hidden of ['Between us', ben.email, ben.userId, '40003', '50007']) {
      expect(read.text).not.toContain(hidden);
    }
    expectStatus(await front.ask('GET', '/lots/999999/changes'), 404);
  });

  test('[REG3] a seller who is named while the lot is open bids no more; nobody is refused', async () => {
    const lotId = await openLot(front, house, saleId);
    const patch = async (sellerEmail: string, status: number) => {
      const seen = { sellerEmail: (await view(house, lotId)).terms.sellerEmail };
      const json = { terms: { sellerEmail }, seen, reason: 'The consignor has an account' };
      return expectStatus(await ask(house, 'PATCH', `/lots/${lotId}/terms`, json), status).body;
    };
    const unknown = await patch('nobody@nowhere.example', 400);
    expect(unknown.errors).toMatchObject([{ pointer: '/terms/sellerEmail' }]);
    await patch(ann.email.toUpperCase(), 200);
    const own = await bid(front, ann, lotId, { amountMinor: 15_000, kind: 'max' });
    expect(expectStatus(own, 403).body).toMatchObject({ rule: 'REG3' });
    expect((await view(house, lotId)).terms.sellerEmail).toBe(ann.email);
  });

  test('[FMT1, DUT1] the way of selling stays; a falling price closes when the new fall ends', async () => {
    const selling = { format: 'dutch', units: 1, stepMinor: 1_000, intervalMs: 10_000 };
    const made = await front.ask('POST', `/auctions/${saleId}/lots`, {
      by: house,
      json: lotBody({ selling, closesAt: undefined }),
    });
    const lotId = expectStatus(made, 201).body.lots[0].id;
    const { terms } = await view(house, lotId);
    const patch = (to: object) =>
      ask(house, 'PATCH', `/lots/${lotId}/terms`, {
        ...{ terms: { selling: to }, seen: { selling: terms.selling } },
      });
    const english = { format: 'english', belowReserve: 'steps', buyNowMinor: null };
    const refused = expectStatus(await patch(english), 409).body;
    expect(refused).toMatchObject({ rule: 'TRM1' });
    expect(refused.detail).toContain('format never changes');
    expectStatus(await patch({ ...selling, intervalMs: 20_000 }), 200);
    const after = (await view(house, lotId)).terms;
    const lasts = (of: typeof terms) => Date.parse(of.closesAt) - Date.parse(of.opensAt);
    expect(after.selling.intervalMs).toBe(20_000);
    expect(lasts(after)).toBe(2 * lasts(terms));
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
