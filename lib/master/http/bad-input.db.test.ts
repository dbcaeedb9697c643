import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROBLEM_BASE, PROBLEMS, type ProblemKind } from '../../api/problem';
import {
  type Ask,
  type Caller,
  type FrontFixture,
  ORIGIN,
  type Reply,
  startFront,
} from './testing/front-fixture';
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
let bidder: Caller;
let seller: Caller;
let auctionId: number;
let lotId: number;
let closedLot: number;
let withdrawnLot: number;
let scheduledLot: number;

beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
  seller = await front.caller('bidder');
  auctionId = await publishedSale(front, house);
  bidder = await registeredBidder(front, auctionId);
  await front.ask('POST', `/auctions/${auctionId}/registrations`, {
    by: seller,
    json: { termsVersion: 1 },
  });
  lotId = await openLot(front, house, auctionId, { sellerEmail: seller.email });
  closedLot = await openLot(front, house, auctionId);
  await act(front, house, closedLot, 'close');
  withdrawnLot = await openLot(front, house, auctionId);
  await act(front, house, withdrawnLot, 'withdraw');
  const made = await front.ask('POST', `/auctions/${auctionId}/lots`, {
    by: house,
    json: lotBody(),
  });
  scheduledLot = expectStatus(made, 201).body.lots[0].id;
  expectStatus(await bid(front, bidder, lotId, { amountMinor: 12_000, kind: 'exact' }), 201);
});
afterAll(() => front.stop());

/**
 * Everything that a refused request must leave as it was. A refusal decided under the lock leaves an
 * entry of its own in the ledger (LED1), so what counts and times those entries is not compared.
 */
async function everything(): Promise<string> {
  const { rows } = await front.pool.query(`
    select
      (select jsonb_agg(jsonb_build_array(id, version, state - 'entry' - 'decidedAtMs',
        body) order by id)
        from lot) as lots,
      (select count(*) from ledger where code is null) as accepted,
      (select count(*) from ledger_opening o join ledger e using (lot_id, entry)
        where e.code is null) as openings,
      (select count(*) from bid_key where status = 201) as keys,
      (select jsonb_agg(jsonb_build_array(lot_id, version) order by lot_id) from item) as items,
      (select jsonb_agg(jsonb_build_array(id, version, state) order by id) from auction) as sales,
      (select jsonb_agg(jsonb_build_array(id, status, version) order by id)
        from registration) as registrations,
      (select count(*) from audit) as audits, (select count(*) from change) as changes`);
  return JSON.stringify(rows[0]);
}

async function refusal(kind: ProblemKind, ask: () => Promise<Reply>): Promise<Reply> {
  const before = await everything();
  const toldBefore = front.told.length;
  const reply = await ask();
  expect(reply.body, reply.text).toMatchObject({
    type: PROBLEM_BASE + kind,
    status: PROBLEMS[kind].status,
    title: PROBLEMS[kind].title,
  });
  expect(reply.status).toBe(PROBLEMS[kind].status);
  expect(reply.type).toContain('application/problem+json');
  expect(reply.text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b|Error:/);
  expect(await everything()).toBe(before);
  expect(front.told).toHaveLength(toldBefore);
  return reply;
}

/** See `refusal`, where its answer does not matter further. */
async function refuses(kind: ProblemKind, ask: () => Promise<Reply>): Promise<void> {
  await refusal(kind, ask);
}

describe('[MNY1] an amount that is none is refused and changes nothing', () => {
  const amounts: [string, string][] = [
    ['negative', '-1'],
    ['zero', '0'],
    ['a fraction', '1.5'],
    ['huge', '1e300'],
    ['beyond what a number can be', '1e400'],
    ['beyond the largest amount', '10000000000001'],
    ['beyond the safe integers', '9007199254740993'],
    ['a string', '"12000"'],
    ['null', 'null'],
    ['a list', '[12000]'],
    ['an object', '{"amount":12000}'],
    ['true', 'true'],
  ];
  test.each(amounts)('%s', async (_, amount) => {
    const reply = await refusal('invalid-request', () =>
      bidText(`{"amountMinor":${amount},"kind":"exact"}`),
    );
    expect(reply.body.errors[0].pointer).toBe('/amountMinor');
  });

  test('missing', async () => {
    const reply = await refusal('invalid-request', () => bidText('{"kind":"exact"}'));
    expect(reply.body.errors).toEqual([{ pointer: '/amountMinor', message: expect.any(String) }]);
  });
});

describe('a body that is not the form of a bid is refused', () => {
  test('an unknown field is named', async () => {
    const reply = await refusal('invalid-request', () =>
      bidText('{"amountMinor":13000,"kind":"exact","amount":1}'),
    );
    expect(reply.body.errors).toEqual([{ pointer: '/amount', message: 'unknown field' }]);
  });
  test('__proto__ is an unknown field like any other', () =>
    refuses('invalid-request', () =>
      bidText('{"amountMinor":13000,"kind":"exact","__proto__":{"kind":"max"}}'),
    ));
  test('an unknown kind', () =>
    refuses('invalid-request', () => bidText('{"amountMinor":13000,"kind":"sneaky"}')));
  test('an unknown query parameter', () =>
    refuses('invalid-request', () => front.ask('GET', '/auctions?page=2')));
  test.each(['{"amountMinor":', '', 'amountMinor=1', '[1,2', '{"a":1}{"b":2}'])(
    'no JSON: %j',
    (text) => refuses('malformed-json', () => bidText(text)),
  );
  test.each(['[]', '"12"', '12', 'null', 'true'])('JSON that is no object: %s', (text) =>
    refuses('invalid-request', () => bidText(text)),
  );
  test('over 64 KB', () =>
    refuses('too-large', () =>
      bidText(`{"amountMinor":13000,"kind":"exact","pad":"${'x'.repeat(65 * 1024)}"}`),
    ));
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'sent as %s',
    (type) =>
      refuses('not-json', () =>
        bidText('{"amountMinor":13000,"kind":"exact"}', { 'content-type': type }),
      ),
  );
  test('text that the database cannot hold', () =>
    refuses('invalid-request', () =>
      front.ask('POST', '/auctions', {
        by: house,
        text: '{"title":{"en":"nul \\u0000","zh":""},"currency":"GBP"}',
      }),
    ));
  test('half a surrogate pair', () =>
    refuses('invalid-request', () =>
      front.ask('POST', '/auctions', {
        by: house,
        text: '{"title":{"en":"half \\ud800","zh":""},"currency":"GBP"}',
      }),
    ));
});

describe('[LAN2] a bid needs an idempotency key', () => {
  test('none', () => refuses('idempotency-key-missing', () => bidText(GOOD, {}, null)));
  test.each(['short', 'with space inside', 'x'.repeat(101)])('%j', (key) =>
    refuses('idempotency-key-missing', () => bidText(GOOD, {}, key)),
  );
});

describe('who may not bid', () => {
  test('nobody signed in', () => refuses('sign-in-required', () => bid(front, null, lotId, OK)));
  test('an unknown key', () =>
    refuses('invalid-key', () =>
      bid(front, { ...bidder, key: `lotcast_${'A'.repeat(43)}` }, lotId, OK),
    ));
  test('something that is no key', () =>
    refuses('invalid-key', () => bid(front, { ...bidder, key: 'hunter2' }, lotId, OK)));
  test('a cookie of nobody', () =>
    refuses('sign-in-required', () =>
      bid(front, null, lotId, OK, { cookie: '__Host-lotcast.session_token=forged.forged' }),
    ));
  test('[AUT3] somebody else than the page was drawn for', async () => {
    const other = await registeredBidder(front, auctionId);
    const meant = { 'lotcast-bidder': bidder.userId };
    await refuses('session-ended', () => bid(front, other, lotId, OK, meant));
    const lot = await openLot(front, house, auctionId);
    const own = { 'lotcast-bidder': other.userId };
    expectStatus(await bid(front, other, lot, { amountMinor: 20_000, kind: 'max' }, own), 201);
  });
  test('[LAN1] a key revoked a moment ago', async () => {
    const leaver = await registeredBidder(front, auctionId);
    expectStatus(await front.ask('DELETE', `/keys/${leaver.keyId}`, { by: leaver }), 200);
    await refuses('invalid-key', () => bid(front, leaver, lotId, OK));
  });
  test('[REG3] the seller of the lot', () =>
    refuses('own-lot', () => bid(front, seller, lotId, OK)));
  test('[REG3] the house', () => refuses('own-lot', () => bid(front, house, lotId, OK)));
  test('[REG1] somebody who is not registered', async () => {
    const stranger = await front.caller('bidder');
    await refuses('not-registered', () => bid(front, stranger, lotId, OK));
  });
  test('[REG1] somebody registered for another sale only', async () => {
    const elsewhere = await publishedSale(front, house);
    const other = await registeredBidder(front, elsewhere);
    await refuses('not-registered', () => bid(front, other, lotId, OK));
  });
  test('[REG1] somebody whose registration waits for approval', async () => {
    const manual = await publishedSale(front, house, { approval: 'manual' });
    const lot = await openLot(front, house, manual);
    const waiting = await registeredBidder(front, manual);
    await refuses('not-approved', () => bid(front, waiting, lot, OK));
  });
  test('[REG1] somebody suspended mid-sale', async () => {
    const rude = await registeredBidder(front, auctionId);
    const mine = await front.ask('GET', '/me/registrations', { by: rude });
    const done = await front.ask('PATCH', `/registrations/${mine.body.items[0].id}`, {
      by: house,
      json: { status: 'suspended' },
    });
    expectStatus(done, 200);
    await refuses('not-approved', () => bid(front, rude, lotId, OK));
  });
});

describe('lots that take no bid', () => {
  test.each(['999999', '2147483647'])('[G2] no lot %s', (id) =>
    refuses('not-found', () => bid(front, bidder, id, OK)),
  );
  test.each(['0', '-1', '1.5', 'abc', '2147483648', '99999999999999999999', "1'--", '1%00'])(
    'an address that names no lot: %s',
    (id) => refuses('not-found', () => bid(front, bidder, id, OK)),
  );
  test('[CLS2] a closed one', () =>
    refuses('lot-not-open', () => bid(front, bidder, closedLot, OK)));
  test('[CLS4] a withdrawn one', () =>
    refuses('lot-not-open', () => bid(front, bidder, withdrawnLot, OK)));
  test('one that has not opened', () =>
    refuses('lot-not-open', () => bid(front, bidder, scheduledLot, OK)));
});

describe('amounts that are not enough', () => {
  test('[PRX1] [LED3] below the ask: the refusal names rule and ask', async () => {
    const other = await registeredBidder(front, auctionId);
    const reply = await refusal('below-ask', () =>
      bid(front, other, lotId, { amountMinor: 12_100, kind: 'exact' }),
    );
    expect(reply.body).toMatchObject({ rule: 'PRX1', askMinor: 13_000 });
  });
  test('[PRX7] an exact bid of the leader', () =>
    refuses('leader-exact', () => bid(front, bidder, lotId, OK)));
  test('[PRX4] a raise that is none', () =>
    refuses('not-a-raise', () => bid(front, bidder, lotId, { amountMinor: 12_000, kind: 'max' })));
});

describe('idempotency keys', () => {
  test('[LED4] [G5] a retry gets the first answer byte for byte and bids once', async () => {
    const other = await registeredBidder(front, auctionId);
    const lot = await openLot(front, house, auctionId);
    const headers = { 'idempotency-key': randomUUID() };
    const first = await bid(front, other, lot, { amountMinor: 20_000, kind: 'max' }, headers);
    expectStatus(first, 201);
    const before = await everything();
    const again = await bid(front, other, lot, { kind: 'max', amountMinor: 20_000 }, headers);
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(await everything()).toBe(before);
  });
  test('[LED4] the same key for another body', async () => {
    const other = await registeredBidder(front, auctionId);
    const lot = await openLot(front, house, auctionId);
    const headers = { 'idempotency-key': randomUUID() };
    expectStatus(await bid(front, other, lot, { amountMinor: 20_000, kind: 'max' }, headers), 201);
    await refuses('key-reused', () =>
      bid(front, other, lot, { amountMinor: 30_000, kind: 'max' }, headers),
    );
  });
});

describe('[AUT3] writes with a cookie come from our own pages', () => {
  test('a foreign origin, and none at all', async () => {
    const cookie = await signedIn();
    const json = { name: 'stolen' };
    for (const origin of [{ origin: 'http://evil.test' }, { origin: 'null' }, {}]) {
      await refuses('foreign-origin', () =>
        front.ask('POST', '/keys', { json, headers: { cookie, ...origin } }),
      );
    }
    const ours = { cookie, origin: ORIGIN };
    expectStatus(await front.ask('POST', '/keys', { json, headers: ours }), 201);
  });
});

describe('what is not there', () => {
  test.each([
    ['GET', '/nothing'],
    ['POST', '/api/nothing'],
    ['GET', '/api/v2/auctions'],
    ['GET', '/%zz'],
    ['GET', '/auctions/0'],
  ])('%s %s', (method, path) => refuses('not-found', () => front.ask(method, path)));
  test('a method that a call does not have names those it has', async () => {
    const reply = await refusal('method-not-allowed', () => front.ask('PUT', '/auctions/1'));
    expect(reply.headers.get('allow')).toBe('GET, HEAD, PATCH');
  });
});

describe('what goes wrong inside', () => {
  test('a broken invariant is a 500 with a reference that is in the log, and no word more', async () => {
    const clerk = await front.caller('clerk');
    const reply = await refusal('internal', () => front.ask('GET', '/operations', { by: clerk }));
    expect(reply.body.reference).toMatch(/^[2-9A-Z]{4}$/);
    expect(Object.keys(reply.body).sort()).toEqual(['reference', 'status', 'title', 'type']);
    const line = front.logged.find((text) => text.includes(reply.body.reference));
    expect(line).toContain('operations are not part of this fixture');
  });
});

const OK = { amountMinor: 50_000, kind: 'exact' };
const GOOD = JSON.stringify(OK);

function bidText(
  text: string,
  headers: Record<string, string> = {},
  key: string | null = 'k'.repeat(12),
) {
  const ask: Ask = { by: bidder, text };
  const withKey = key === null ? {} : { 'idempotency-key': key };
  return front.ask('POST', `/lots/${lotId}/bids`, { ...ask, headers: { ...withKey, ...headers } });
}

async function signedIn(): Promise<string> {
  const account = { email: `${randomUUID()}@example.test`, name: 'Ada', password: 'long enough 1' };
  const answer = await front.ask('POST', '/api/auth/sign-up/email', {
    json: account,
    headers: { origin: ORIGIN },
  });
  expectStatus(answer, 200);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
