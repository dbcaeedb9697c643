import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicAuction, publicLot } from '../../api/public-lot';
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

beforeAll(async () => {
  front = await startFront();
  house = await front.caller('auctioneer');
});
afterAll(() => front.stop());

const changeOf = async (key: string) => {
  const { rows } = await front.pool.query(
    'select version, channel, gone from change where key = $1',
    [key],
  );
  return rows[0];
};
const patchSale = (id: number, etag: string, json: unknown) =>
  front.ask('PATCH', `/auctions/${id}`, { by: house, json, headers: { 'if-match': etag } });

describe('sales', () => {
  test('a new sale is a draft with the defaults of the house, which others do not see', async () => {
    const made = expectStatus(
      await front.ask('POST', '/auctions', { by: house, json: saleBody() }),
      201,
    );
    expect(made.body).toMatchObject({ state: 'draft', slug: 'clocks-watches', lotCount: 0 });
    expect(made.body.ladder[0]).toEqual({ fromMinor: 0, stepMinor: 500 });
    const { id } = made.body;
    const stranger = await front.caller('bidder');
    expectStatus(await front.ask('GET', `/auctions/${id}`, { by: house }), 200);
    for (const by of [null, stranger]) {
      expectStatus(await front.ask('GET', `/auctions/${id}`, { by }), 404);
      expectStatus(await front.ask('GET', `/auctions/${id}/lots`, { by }), 404);
      const { body } = await front.ask('GET', '/auctions', { by });
      expect(body.items.map((sale: { id: number }) => sale.id)).not.toContain(id);
    }
  });

  test('[ANT1] [VER1] each public change is in `change` with its version and told after the commit', async () => {
    const id = await publishedSale(front, house);
    expect(await changeOf(`auction:${id}`)).toEqual({
      version: 2,
      channel: `auction:${id}`,
      gone: false,
    });
    expect(await changeOf(`sale:${id}`)).toMatchObject({ version: 1 });
    const told = front.told.filter(({ key }) => key === `auction:${id}`);
    expect(told.map(({ version }) => version)).toEqual([2]);
    const { rows } = await front.pool.query('select body from auction where id = $1', [id]);
    expect(publicAuction.parse(rows[0].body)).toMatchObject({ version: 2, state: 'published' });
  });

  test('a change based on what is no longer so is refused with what is', async () => {
    const id = await publishedSale(front, house);
    const stale = await patchSale(id, '"1.1"', { approval: 'manual' });
    expect(expectStatus(stale, 409).body).toMatchObject({
      type: 'https://lotcast.dev/errors/stale-version',
      current: { version: 2, saleVersion: 1 },
    });
    for (const etag of ['7', 'W/"1.2"', '*', 'abc']) {
      expect(
        expectStatus(await patchSale(id, etag, { approval: 'manual' }), 400).body.type,
      ).toContain('version-missing');
    }
  });

  test('of twenty changes based on one version exactly one is made', async () => {
    const id = await publishedSale(front, house);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        patchSale(id, '"1.2"', { title: { en: `Title ${n}`, zh: '' } }),
      ),
    );
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
  });

  test('states only go forward, and a sale ends when its lots are final', async () => {
    const id = await publishedSale(front, house);
    const lot = await openLot(front, house, id);
    const etag = async () => (await front.ask('GET', `/auctions/${id}`)).headers.get('etag') ?? '';
    expectStatus(await patchSale(id, await etag(), { state: 'ended' }), 409);
    await act(front, house, lot, 'withdraw');
    const ended = expectStatus(await patchSale(id, await etag(), { state: 'ended' }), 200);
    expect(ended.body.state).toBe('ended');
    expectStatus(await patchSale(id, await etag(), { state: 'live' }), 409);
    const json = lotBody();
    const late = await front.ask('POST', `/auctions/${id}/lots`, { by: house, json });
    expect(expectStatus(late, 409).body.type).toContain('wrong-state');
  });

  test.each([
    ['/currency', { currency: 'XYZ' }],
    [
      '/ladder/1',
      {
        ladder: [
          { fromMinor: 0, stepMinor: 5 },
          { fromMinor: 0, stepMinor: 10 },
        ],
      },
    ],
    ['/ladder/0', { ladder: [{ fromMinor: 5, stepMinor: 5 }] }],
    [
      '/charges/premium/0',
      { charges: { premium: [{ upToMinor: 5, rateBp: 1 }], tax: { rateBp: 0, on: 'both' } } },
    ],
    ['/closesAt', { opensAt: '2030-01-02T00:00:00Z', closesAt: '2030-01-01T00:00:00Z' }],
    ['/title/en', { title: { en: ' ', zh: '' } }],
    ['/surprise', { surprise: 1 }],
  ])('[INC] [PRM1] a sale that cannot stand names the field: %s', async (pointer, over) => {
    const reply = await front.ask('POST', '/auctions', { by: house, json: saleBody(over) });
    const pointers = expectStatus(reply, 400).body.errors.map(
      (e: { pointer: string }) => e.pointer,
    );
    expect(pointers).toContain(pointer);
  });

  test('bidders and clerks make no sales', async () => {
    for (const role of ['bidder', 'clerk'] as const) {
      const by = await front.caller(role);
      expectStatus(await front.ask('POST', '/auctions', { by, json: saleBody() }), 403);
    }
    expectStatus(await front.ask('POST', '/auctions', { json: saleBody() }), 401);
  });
});

describe('lots', () => {
  test('[CHN1] [REC1] 600 lots in one request: numbers in order, at most 256 a channel, all told', async () => {
    const id = await publishedSale(front, house);
    const lots = Array.from({ length: 600 }, (_, n) =>
      lotBody({ title: { en: `Lot ${n}`, zh: '' } }),
    );
    const made = await front.ask('POST', `/auctions/${id}/lots`, { by: house, json: { lots } });
    const views = expectStatus(made, 201).body.lots;
    expect(views.map((lot: { lotNumber: number }) => lot.lotNumber)).toEqual(
      Array.from({ length: 600 }, (_, n) => n + 1),
    );
    const perChannel = new Map<number, number>();
    for (const { channel } of views) perChannel.set(channel, (perChannel.get(channel) ?? 0) + 1);
    expect([...perChannel]).toEqual([
      [0, 256],
      [1, 256],
      [2, 88],
    ]);
    const { rows } = await front.pool.query(
      'select body from lot where auction_id = $1 order by lot_number',
      [id],
    );
    for (const { body } of rows) expect(publicLot.safeParse(body).success).toBe(true);
    expect(await changeOf(`lot:${views[599].id}`)).toMatchObject({ channel: `auction:${id}/2` });
    expect(await changeOf(`item:${views[599].id}`)).toMatchObject({ version: 1 });
    expect(front.told.filter(({ channel }) => channel === `auction:${id}/1`)).toHaveLength(512);
    const sale = await front.ask('GET', `/auctions/${id}`);
    expect(sale.body.lotCount).toBe(600);
  });

  test('pages of a list follow each other without gap or double', async () => {
    const id = await publishedSale(front, house);
    const lots = Array.from({ length: 25 }, () => lotBody());
    expectStatus(
      await front.ask('POST', `/auctions/${id}/lots`, { by: house, json: { lots } }),
      201,
    );
    const seen: number[] = [];
    let cursor = '';
    do {
      const page = await front.ask('GET', `/auctions/${id}/lots?limit=10${cursor}`);
      seen.push(...page.body.items.map((lot: { lotNumber: number }) => lot.lotNumber));
      cursor = page.body.next === null ? '' : `&cursor=${page.body.next}`;
    } while (cursor !== '');
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
    for (const bad of ['cursor=x', 'limit=0', 'limit=501', 'limit=ten', 'limit=1&limit=2']) {
      expectStatus(await front.ask('GET', `/auctions/${id}/lots?${bad}`), 400);
    }
  });

  test('one bad lot of many refuses all and names it', async () => {
    const id = await publishedSale(front, house);
    const past = new Date(Date.now() - 1_000).toISOString();
    const lots = [
      lotBody(),
      lotBody({ startMinor: -1 }),
      lotBody({ sellerEmail: 'nobody@example.test' }),
      lotBody({ opensAt: '2020-01-01T00:00:00Z', closesAt: past }),
    ];
    const first = await front.ask('POST', `/auctions/${id}/lots`, { by: house, json: { lots } });
    expect(expectStatus(first, 400).body.errors[0].pointer).toBe('/lots/1/startMinor');
    lots.splice(1, 1);
    const second = await front.ask('POST', `/auctions/${id}/lots`, { by: house, json: { lots } });
    expect(expectStatus(second, 400).body.errors).toEqual([
      { pointer: '/lots/1/sellerEmail', message: expect.any(String) },
      { pointer: '/lots/2/closesAt', message: 'must be in the future' },
    ]);
    expect((await front.ask('GET', `/auctions/${id}/lots`)).body.items).toEqual([]);
  });

  test('[EDT1] a retry with the same client key makes no second lot', async () => {
    const id = await publishedSale(front, house);
    const lots = [lotBody({ clientKey: randomUUID() }), lotBody({ clientKey: randomUUID() })];
    const send = () => front.ask('POST', `/auctions/${id}/lots`, { by: house, json: { lots } });
    const replies = await Promise.all([send(), send(), send()]);
    const ids = replies.map((reply) =>
      expectStatus(reply, 201).body.lots.map((lot: { id: number }) => lot.id),
    );
    expect(ids[1]).toEqual(ids[0]);
    expect(ids[2]).toEqual(ids[0]);
    expect((await front.ask('GET', `/auctions/${id}`)).body.lotCount).toBe(2);
  });

  test('[REC1] a change of the catalogue entry leaves the bidding as it is, and the other way round', async () => {
    const sale = await publishedSale(front, house);
    const id = await openLot(front, house, sale);
    const bidder = await registeredBidder(front, sale);
    expectStatus(await bid(front, bidder, id, { amountMinor: 10_000, kind: 'exact' }), 201);
    const before = await front.ask('GET', `/lots/${id}`);
    const patch = (etag: string, json: unknown) =>
      front.ask('PATCH', `/items/${id}`, { by: house, json, headers: { 'if-match': etag } });
    const title = { en: 'A celadon vase, restored', zh: '青瓷瓶' };
    const done = expectStatus(await patch(before.headers.get('etag') ?? '', { title }), 200);
    expect(done.headers.get('etag')).toBe('"2"');
    expect(done.body).toEqual({ ...before.body, item: { ...before.body.item, title, version: 2 } });
    expect(await changeOf(`item:${id}`)).toMatchObject({ version: 2 });
    expect(expectStatus(await patch('"1"', { title }), 409).body.current).toEqual({ version: 2 });
    expectStatus(await patch('"2"', { priceMinor: 1 }), 400);
    expectStatus(await patch('"2"', {}), 400);
    expectStatus(await patch('"2"', { pictures: ['/etc/passwd'] }), 400);
    const estimate = { estimateLowMinor: 5_000, estimateHighMinor: 4_000 };
    expectStatus(await patch('"2"', estimate), 400);
  });

  test('no answer to anyone holds a reserve or a maximum (RES1, AUT1)', async () => {
    const sale = await publishedSale(front, house);
    const id = await openLot(front, house, sale, { reserveMinor: 77_777 });
    const bidder = await registeredBidder(front, sale);
    expectStatus(await bid(front, bidder, id, { amountMinor: 66_666, kind: 'max' }), 201);
    for (const path of [`/lots/${id}`, `/lots/${id}/bids`, `/auctions/${sale}/lots`]) {
      const { text } = expectStatus(await front.ask('GET', path), 200);
      expect(text).not.toMatch(/77777|66666/);
    }
    const mine = await front.ask('GET', '/me/bids', { by: bidder });
    expect(mine.body.items).toMatchObject([{ lotId: id, myMaxMinor: 66_666 }]);
  });
});

describe('[REG1] registrations', () => {
  test('paddles are unique in a sale however many register at once', async () => {
    const id = await publishedSale(front, house);
    const people = await Promise.all(Array.from({ length: 20 }, () => front.caller('bidder')));
    const replies = await Promise.all(
      people.map((by) =>
        front.ask('POST', `/auctions/${id}/registrations`, { by, json: { termsVersion: 1 } }),
      ),
    );
    const paddles = replies.map((reply) => expectStatus(reply, 201).body.paddle);
    expect(new Set(paddles)).toEqual(new Set(Array.from({ length: 20 }, (_, n) => 101 + n)));
    const list = await front.ask('GET', `/auctions/${id}/registrations?limit=5`, { by: house });
    expect(list.body.items[0].bidder.email).toMatch(/@example\.test$/);
    expect(list.body.next).toBe('105');
  });

  test('twice at once is one registration', async () => {
    const id = await publishedSale(front, house);
    const by = await front.caller('bidder');
    const send = () =>
      front.ask('POST', `/auctions/${id}/registrations`, { by, json: { termsVersion: 1 } });
    const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409, 409]);
  });

  test('terms that changed must be seen first; drafts and ended sales take nobody', async () => {
    const id = await publishedSale(front, house);
    expectStatus(await patchSale(id, '"1.2"', { terms: { en: 'New terms', zh: '' } }), 200);
    const by = await front.caller('bidder');
    const register = (auctionId: number, termsVersion: number) =>
      front.ask('POST', `/auctions/${auctionId}/registrations`, { by, json: { termsVersion } });
    expect(expectStatus(await register(id, 1), 409).body.current).toEqual({ termsVersion: 2 });
    expectStatus(await register(id, 2), 201);
    const draft = await front.ask('POST', '/auctions', { by: house, json: saleBody() });
    expectStatus(await register(draft.body.id, 1), 404);
  });

  test('only the house decides, and the answer is the new standing', async () => {
    const id = await publishedSale(front, house, { approval: 'manual' });
    const by = await registeredBidder(front, id);
    const mine = await front.ask('GET', '/me/registrations', { by });
    const [registration] = mine.body.items;
    expect(registration.status).toBe('pending');
    const decide = (who: Caller) =>
      front.ask('PATCH', `/registrations/${registration.id}`, {
        by: who,
        json: { status: 'approved' },
      });
    expectStatus(await decide(by), 403);
    expect(expectStatus(await decide(house), 200).body.status).toBe('approved');
    expect(await changeOf(`reg:${registration.id}`)).toMatchObject({ version: 2 });
    expectStatus(await decide(house), 200);
    expect(await changeOf(`reg:${registration.id}`)).toMatchObject({ version: 2 });
  });
});

test('every write leaves a row in the audit', async () => {
  const { rows } = await front.pool.query('select distinct action from audit order by action');
  expect(rows.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'create-auction',
      'create-lots',
      'decide-registration',
      'open-lot',
      'withdraw-lot',
      'patch-auction',
      'patch-item',
      'register',
    ]),
  );
});
