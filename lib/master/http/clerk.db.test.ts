import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { recordKey } from '../../api/record-key';
import { verifyLotChain } from '../lanes/verify-lot-chain';
import { type Caller, type FrontFixture, type Reply, startFront } from './testing/front-fixture';
import {
  act,
  bid,
  expectStatus,
  lotBody,
  publishedSale,
  registeredBidder,
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

/** The lots of a sale that are on the block or on hold. */
const onTheBlock = async (auctionId: number): Promise<number[]> =>
  (
    await front.pool.query(
      `select id from lot where auction_id = $1 and phase in ('open', 'held') and body ? 'saleroom'`,
      [auctionId],
    )
  ).rows.map(({ id }) => id);

/** The block is free for the next test (BLK1). */
afterEach(async () => {
  for (const lotId of await onTheBlock(saleId)) await act(front, clerk, lotId, 'withdraw');
});

const LIVE = { format: 'live', tie: 'first' };

async function liveLot(over: Record<string, unknown> = {}): Promise<number> {
  const json = lotBody({ selling: LIVE, ...over });
  const made = await front.ask('POST', `/auctions/${saleId}/lots`, { by: house, json });
  return expectStatus(made, 201).body.lots[0].id;
}

/** What a clerk sees of a lot as it is now. */
async function seen(lotId: number) {
  const { body } = await front.ask('GET', `/lots/${lotId}`);
  const { version, leaderPaddle: paddle, priceMinor } = body;
  return { version, paddle, priceMinor };
}

/** Gives an order on what is so now, unless told what was seen. */
async function order(
  lotId: number,
  json: Record<string, unknown>,
  more: { key?: string; by?: Caller } = {},
) {
  return front.ask('POST', `/lots/${lotId}/clerk`, {
    by: more.by ?? clerk,
    json: { seen: await seen(lotId), ...json },
    headers: { 'idempotency-key': more.key ?? randomUUID() },
  });
}

/** Gives orders one after the other. @returns the stage after the last one. */
async function orders(
  lotId: number,
  ...all: (string | Record<string, unknown>)[]
): Promise<string> {
  let stage = '';
  for (const one of all) {
    const json = typeof one === 'string' ? { order: one } : one;
    stage = expectStatus(await order(lotId, json), 200).body.lot.saleroom.stage;
  }
  return stage;
}

const entriesOf = async (lotId: number) =>
  (
    await front.pool.query('select kind from ledger where lot_id = $1 order by entry', [lotId])
  ).rows.map(({ kind }) => kind);

const paddleOf = async (who: Caller): Promise<number> => {
  const { rows } = await front.pool.query(
    'select paddle from registration where auction_id = $1 and user_id = $2',
    [saleId, who.userId],
  );
  return rows[0].paddle;
};

describe('a live sale over the API', () => {
  test('[LIV1] a lot is put on the block, bid on from the room and from afar, warned, and sold to whom the clerk saw', async () => {
    const lotId = await liveLot();
    expect(
      expectStatus(await bid(front, ann, lotId, { amountMinor: 10_000, kind: 'exact' }), 409).body
        .type,
    ).toContain('lot-not-open');
    expect(await orders(lotId, 'put-on-the-block')).toBe('on-the-block');
    expect(await orders(lotId, { order: 'floor-bid', amountMinor: 10_000, paddle: null })).toBe(
      'on-the-block',
    );
    const room = await front.ask('GET', `/lots/${lotId}`);
    expect(room.body).toMatchObject({
      priceMinor: 10_000,
      leaderPaddle: null,
      saleroom: { isFloor: true },
    });
    expect(await orders(lotId, 'fair-warning', 'final-call')).toBe('final-call');
    const online = await bid(front, ann, lotId, { amountMinor: 11_000, kind: 'exact' });
    expect(expectStatus(online, 201).body.lot.saleroom.stage).toBe('on-the-block');
    // The room is no registration: nobody but the bidder is told, under a name that nodes know.
    for (const { key } of front.told) expect(recordKey.safeParse(key).success, key).toBe(true);
    expect(
      await orders(lotId, 'fair-warning', 'final-call', { order: 'hammer', buyerPaddle: null }),
    ).toBe('sold');
    const { body } = await front.ask('GET', `/lots/${lotId}`);
    expect(body).toMatchObject({
      state: 'sold',
      priceMinor: 11_000,
      leaderPaddle: await paddleOf(ann),
    });
    expect((await entriesOf(lotId)).slice(1)).toEqual([
      'opened',
      'floorBid',
      'fairWarning',
      'finalCall',
      'bid',
      'fairWarning',
      'finalCall',
      'sold',
    ]);
    expect(await verifyLotChain(front.pool, lotId)).toMatchObject({ ok: true });
    const after = await bid(front, ben, lotId, { amountMinor: 12_000, kind: 'exact' });
    expect(expectStatus(after, 409).body).toMatchObject({ rule: 'LIV1' });
  });

  test('[LIV1] the hammer on what is no longer so is refused, says what is so, and sells nothing', async () => {
    const lotId = await liveLot();
    await orders(lotId, 'put-on-the-block', {
      order: 'floor-bid',
      amountMinor: 50_000,
      paddle: null,
    });
    await orders(lotId, 'fair-warning', 'final-call');
    const was = await seen(lotId);
    expectStatus(await bid(front, ann, lotId, { amountMinor: 55_000, kind: 'exact' }), 201);
    const entries = (await entriesOf(lotId)).length;
    for (const json of [
      { order: 'hammer', buyerPaddle: await paddleOf(ben), seen: was },
      { order: 'undo', seen: was },
      { order: 'pass', seen: was },
    ]) {
      const late = expectStatus(await order(lotId, json), 409);
      expect(late.body.type).toContain('stale-order');
      expect(late.body.detail).toContain('55000');
    }
    expect((await entriesOf(lotId)).length).toBe(entries);
  });

  test('[LIV1] of a hammer and a bid that race, the lot sells at the bid that was seen or not at all', async () => {
    const lotId = await liveLot();
    await orders(lotId, 'put-on-the-block', {
      order: 'floor-bid',
      amountMinor: 10_000,
      paddle: await paddleOf(ben),
    });
    await orders(lotId, 'fair-warning', 'final-call');
    const now = await seen(lotId);
    const [hammer, late] = await Promise.all([
      order(lotId, { order: 'hammer', buyerPaddle: null, seen: now }),
      bid(front, ann, lotId, { amountMinor: 11_000, kind: 'exact' }),
    ]);
    const isSold = hammer.status === 200;
    expect([hammer.status, late.status]).toEqual(isSold ? [200, 409] : [409, 201]);
    const { body } = await front.ask('GET', `/lots/${lotId}`);
    expect(body).toMatchObject(
      isSold
        ? { state: 'sold', priceMinor: 10_000, leaderPaddle: await paddleOf(ben) }
        : { state: 'open', priceMinor: 11_000, leaderPaddle: await paddleOf(ann) },
    );
  });

  test('[LED4] an order that is sent again does nothing a second time; its key with another is refused', async () => {
    const lotId = await liveLot();
    await orders(lotId, 'put-on-the-block');
    const key = randomUUID();
    const json = { order: 'floor-bid', amountMinor: 10_000, paddle: null, seen: await seen(lotId) };
    const first = expectStatus(await order(lotId, json, { key }), 200);
    await orders(lotId, 'fair-warning');
    const again = expectStatus(await order(lotId, json, { key }), 200);
    expect(again.body).toEqual(first.body);
    expect(await entriesOf(lotId)).toEqual(['opened', 'floorBid', 'fairWarning']);
    const other = await order(lotId, { ...json, amountMinor: 20_000 }, { key });
    expect(expectStatus(other, 422).body.type).toContain('key-reused');
    const none = await front.ask('POST', `/lots/${lotId}/clerk`, { by: clerk, json });
    expect(expectStatus(none, 400).body.type).toContain('idempotency-key-missing');
  });

  test('[LIV1] undo takes the last step back as a new entry and names the next one', async () => {
    const lotId = await liveLot();
    await orders(lotId, 'put-on-the-block', {
      order: 'floor-bid',
      amountMinor: 10_000,
      paddle: null,
    });
    const { body } = await front.ask('GET', `/lots/${lotId}/clerk`, { by: clerk });
    expect(body.lastStep).toEqual({ kind: 'floorBidTaken', entry: 2 });
    const history = async () =>
      (await front.ask('GET', `/lots/${lotId}/bids`)).body.items.map(
        ({ paddle, priceMinor }: { paddle: number | null; priceMinor: number }) => [
          paddle,
          priceMinor,
        ],
      );
    expect(await history()).toEqual([[null, 10_000]]);
    const undone = expectStatus(await order(lotId, { order: 'undo' }), 200);
    expect(await history()).toEqual([]);
    expect(undone.body).toMatchObject({
      lot: { priceMinor: null },
      lastStep: { kind: 'opened', entry: 1 },
    });
    expect(await orders(lotId, 'undo')).toBe('pre-sale');
    const none = await front.ask('GET', `/lots/${lotId}/clerk`, { by: clerk });
    expect(none.body.lastStep).toBeNull();
    expect(await entriesOf(lotId)).toEqual(['opened', 'floorBid', 'undone', 'undone']);
  });

  test('[INC2] the clerk asks for other steps; held lots take no bids', async () => {
    const lotId = await liveLot();
    await orders(lotId, 'put-on-the-block', {
      order: 'floor-bid',
      amountMinor: 10_000,
      paddle: null,
    });
    await orders(lotId, { order: 'increment', stepMinor: 5_000 });
    expect((await front.ask('GET', `/lots/${lotId}`)).body.askMinor).toBe(15_000);
    expect(await orders(lotId, 'hold')).toBe('on-hold');
    const held = await bid(front, ann, lotId, { amountMinor: 15_000, kind: 'exact' });
    expect(expectStatus(held, 409).body.type).toContain('lot-not-open');
    expect(await orders(lotId, 'take-up')).toBe('on-the-block');
    expectStatus(await bid(front, ann, lotId, { amountMinor: 15_000, kind: 'exact' }), 201);
  });

  test('[LIV1, CLS2] what does not fit the stage, the price or the paddle is refused in its own words', async () => {
    const lotId = await liveLot({ reserveMinor: 30_000 });
    const refuses = async (json: Record<string, unknown>, kind: string, status = 409) =>
      expect(expectStatus(await order(lotId, json), status).body.type).toContain(kind);
    await refuses({ order: 'fair-warning' }, 'wrong-state');
    await orders(lotId, 'put-on-the-block');
    await refuses({ order: 'put-on-the-block' }, 'wrong-state');
    await refuses({ order: 'final-call' }, 'wrong-stage');
    await refuses({ order: 'hammer', buyerPaddle: null }, 'wrong-stage');
    await refuses({ order: 'floor-bid', amountMinor: 9_999, paddle: null }, 'below-ask');
    await refuses(
      { order: 'floor-bid', amountMinor: 10_000, paddle: 999_999 },
      'invalid-request',
      400,
    );
    await refuses({ order: 'increment', stepMinor: null }, 'invalid-request', 400);
    await refuses({ order: 'increment', stepMinor: 0 }, 'invalid-request', 400);
    await orders(lotId, { order: 'floor-bid', amountMinor: 10_000, paddle: await paddleOf(ann) });
    await orders(lotId, 'fair-warning', 'final-call');
    await refuses({ order: 'hammer', buyerPaddle: null }, 'not-to-be-sold');
    await orders(
      lotId,
      { order: 'floor-bid', amountMinor: 40_000, paddle: null },
      'fair-warning',
      'final-call',
    );
    await refuses({ order: 'hammer', buyerPaddle: null }, 'buyer-unclear');
    await refuses({ order: 'pass' }, 'to-be-sold');
    expect(await orders(lotId, { order: 'hammer', buyerPaddle: await paddleOf(ben) })).toBe('sold');
    const { body } = await front.ask('GET', `/lots/${lotId}`);
    expect(body).toMatchObject({ priceMinor: 40_000, leaderPaddle: await paddleOf(ben) });
  });

  test('a clerk of the house gives orders, nobody else; each is audited with what was seen', async () => {
    const lotId = await liveLot();
    const put = { order: 'put-on-the-block' };
    expectStatus(await order(lotId, put, { by: ann }), 403);
    expectStatus(await front.ask('GET', `/lots/${lotId}/clerk`, { by: ann }), 403);
    const now = await seen(lotId);
    await orders(lotId, 'put-on-the-block');
    const { rows } = await front.pool.query(
      'select actor_id, action, detail from audit where subject = $1',
      [`lot:${lotId}`],
    );
    expect(rows).toEqual([
      {
        actor_id: clerk.userId,
        action: 'clerk-put-on-the-block',
        detail: { entry: 1, ...put, seen: now },
      },
    ]);
  });

  test('[LIV1] a lot of the clock takes no order of a clerk, and a live one no close that names nobody', async () => {
    const timed = await liveLot({ selling: undefined });
    expect(
      expectStatus(await order(timed, { order: 'put-on-the-block' }), 409).body.type,
    ).toContain('not-clerked');
    const lotId = await liveLot();
    await orders(lotId, 'put-on-the-block');
    const { version } = await seen(lotId);
    const close = await front.ask('POST', `/lots/${lotId}/actions`, {
      by: clerk,
      json: { action: 'close', version },
    });
    expect(expectStatus(close, 409).body.type).toContain('by-clerk-only');
  });

  test('in a sale that is not published nothing comes on the block, nor what changed since it was seen', async () => {
    const draft = expectStatus(
      await front.ask('POST', '/auctions', {
        by: house,
        json: { title: { en: 'Draft', zh: '' }, currency: 'GBP' },
      }),
      201,
    );
    const json = lotBody({ selling: LIVE });
    const made = await front.ask('POST', `/auctions/${draft.body.id}/lots`, { by: house, json });
    const lotId = expectStatus(made, 201).body.lots[0].id;
    const asSeen = { version: 1, paddle: null, priceMinor: null };
    const put = { order: 'put-on-the-block', seen: asSeen };
    expect(expectStatus(await order(lotId, put), 409).body.type).toContain('wrong-state');
    const open = await liveLot();
    const stale = await order(open, { ...put, seen: { ...asSeen, version: 9 } });
    expect(expectStatus(stale, 409).body.type).toContain('stale-order');
  });
});

describe('the block', () => {
  const openBy = async (lotId: number) => {
    const { version } = await seen(lotId);
    const json = { action: 'open', version };
    return front.ask('POST', `/lots/${lotId}/actions`, { by: clerk, json });
  };
  const takenBy = (reply: Reply, lotNumber: number) =>
    expect(expectStatus(reply, 409).body).toMatchObject({
      rule: 'BLK1',
      type: expect.stringContaining('block-taken'),
      detail: expect.stringContaining(`Lot ${lotNumber} is on the block`),
    });
  const numberOf = async (lotId: number): Promise<number> =>
    (await front.ask('GET', `/lots/${lotId}`)).body.lotNumber;

  test('[BLK1] holds one lot of a sale, on hold too, however another is to come there', async () => {
    const [first, second] = [await liveLot(), await liveLot()];
    await orders(first, 'put-on-the-block');
    const number = await numberOf(first);
    const before = await entriesOf(second);
    takenBy(await order(second, { order: 'put-on-the-block' }), number);
    takenBy(await openBy(second), number);
    await orders(first, 'hold');
    takenBy(await order(second, { order: 'put-on-the-block' }), number);
    expect(await entriesOf(second)).toEqual(before);
    // A lot of the clock in the same sale comes and goes as it likes, and so does another sale's.
    const timed = await liveLot({ selling: undefined });
    expectStatus(await openBy(timed), 200);
    await orders(first, 'take-up', 'fair-warning', 'final-call', 'pass');
    await orders(second, 'put-on-the-block');
    const reopened = await front.ask('POST', `/lots/${first}/reopen`, {
      by: clerk,
      json: { version: (await seen(first)).version },
      headers: { 'idempotency-key': randomUUID() },
    });
    takenBy(reopened, await numberOf(second));
    await act(front, clerk, second, 'withdraw');
    const { version } = await seen(first);
    const again = await front.ask('POST', `/lots/${first}/reopen`, {
      by: clerk,
      json: { version },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(expectStatus(again, 200).body.lot.saleroom.stage).toBe('on-the-block');
  });

  test('[BLK1, LCK1] of many lots that are to come at once, one does', async () => {
    const lots = await Promise.all(Array.from({ length: 8 }, () => liveLot()));
    const answers = await Promise.all(
      lots.map((lotId) => order(lotId, { order: 'put-on-the-block' })),
    );
    const done = answers.flatMap(({ status }, at) => (status === 200 ? [lots[at]] : []));
    expect(done).toEqual(await onTheBlock(saleId));
    expect(done).toHaveLength(1);
    const number = await numberOf(done[0] ?? 0);
    for (const answer of answers) if (answer.status !== 200) takenBy(answer, number);
  });
});

describe('how a lot is sold', () => {
  const make = (over: Record<string, unknown>) =>
    front.ask('POST', `/auctions/${saleId}/lots`, { by: house, json: lotBody(over) });

  test('[REV1] [BUY1] a lot is made in each way of selling with its own terms', async () => {
    const reverse = await make({ selling: { format: 'reverse' } });
    expect(expectStatus(reverse, 201).body.lots[0]).toMatchObject({ format: 'reverse' });
    const bought = await make({ selling: { format: 'english', buyNowMinor: 90_000 } });
    const { id } = expectStatus(bought, 201).body.lots[0];
    const { rows } = await front.pool.query('select state from lot where id = $1', [id]);
    expect(rows[0].state.selling).toEqual({ belowReserve: 'steps', buyNowMinor: 90_000 });
    expect(bought.body.lots[0].buyNowMinor).toBe(90_000);
    const live = await liveLot();
    const { rows: lots } = await front.pool.query('select state from lot where id = $1', [live]);
    expect(lots[0].state).toMatchObject({
      format: 'live',
      softClose: null,
      selling: { tie: 'first' },
    });
  });

  test('[DUT1] where the price falls by itself the close follows from the terms, and no other is taken', async () => {
    const selling = { format: 'dutch', units: 5, stepMinor: 500, intervalMs: 30_000 };
    const { closesAt, ...open } = lotBody({ selling, reserveMinor: 7_000 });
    const ask = (json: unknown) =>
      front.ask('POST', `/auctions/${saleId}/lots`, { by: house, json });
    const lot = expectStatus(await ask(open), 201).body.lots[0];
    expect(lot).toMatchObject({ format: 'dutch', units: { offered: 5, left: 5 } });
    expect(Date.parse(lot.closesAt)).toBeGreaterThan(Date.parse(lot.opensAt));
    const other = expectStatus(await ask({ ...open, closesAt }), 400);
    expect(other.body.errors[0].pointer).toBe('/closesAt');
    const timed = expectStatus(await ask({ ...open, selling: { format: 'english' } }), 400);
    expect(timed.body.errors[0].pointer).toBe('/closesAt');
  });

  test.each([
    ['sealed', { format: 'sealed' }],
    ['vickrey', { format: 'vickrey' }],
    ['multi-unit', { format: 'multi-unit', units: 100 }],
  ])(
    '[OFR1] a lot of offers is made without the soft close of its sale: %s',
    async (format, selling) => {
      const made = expectStatus(await make({ selling }), 201);
      expect(made.body.lots[0]).toMatchObject({ format });
    },
  );

  test.each([
    [{ format: 'english', buyNowMinor: 9_999 }, '/selling/buyNowMinor', 'below the start'],
    [{ format: 'multi-unit', units: 0 }, '/selling/units', ''],
    [{ format: 'english', tie: 'floor' }, '/selling/tie', ''],
    [{ format: 'live', buyNowMinor: 5 }, '/selling/buyNowMinor', ''],
    [{ format: 'barter' }, '/selling/format', ''],
  ])(
    'terms that cannot stand are refused where they stand: %j',
    async (selling, pointer, words) => {
      const refused = expectStatus(await make({ selling }), 400);
      expect(refused.body.errors[0].pointer).toBe(pointer);
      expect(refused.body.errors[0].message).toContain(words);
    },
  );
});
