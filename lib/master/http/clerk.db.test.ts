import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { recordKey } from '../../api/record-key';
import { verifyLotChain } from '../lanes/verify-lot-chain';
import { liveSale } from './testing/live-sale';
import { bid, expectStatus, lotBody, registeredBidder } from './testing/sale-fixture';

const live = liveSale();

describe('a live sale over the API', () => {
  test('[LIV1] a lot is put on the block, bid on from the room and from afar, warned, and sold to whom the clerk saw', async () => {
    const lotId = await live.liveLot();
    expect(
      expectStatus(
        await bid(live.front, live.ann, lotId, { amountMinor: 10_000, kind: 'exact' }),
        409,
      ).body.type,
    ).toContain('lot-not-open');
    expect(await live.orders(lotId, 'put-on-the-block')).toBe('on-the-block');
    expect(
      await live.orders(lotId, { order: 'floor-bid', amountMinor: 10_000, paddle: null }),
    ).toBe('on-the-block');
    const room = await live.front.ask('GET', `/lots/${lotId}`);
    expect(room.body).toMatchObject({
      priceMinor: 10_000,
      leaderPaddle: null,
      saleroom: { isFloor: true },
    });
    expect(await live.orders(lotId, 'fair-warning', 'final-call')).toBe('final-call');
    const online = await bid(live.front, live.ann, lotId, { amountMinor: 11_000, kind: 'exact' });
    expect(expectStatus(online, 201).body.lot.saleroom.stage).toBe('on-the-block');
    // The room is no registration: nobody but the bidder is told, under a name that nodes know.
    for (const { key } of live.front.told) expect(recordKey.safeParse(key).success, key).toBe(true);
    expect(
      await live.orders(lotId, 'fair-warning', 'final-call', {
        order: 'hammer',
        buyerPaddle: null,
      }),
    ).toBe('sold');
    const { body } = await live.front.ask('GET', `/lots/${lotId}`);
    expect(body).toMatchObject({
      state: 'sold',
      priceMinor: 11_000,
      leaderPaddle: await live.paddleOf(live.ann),
    });
    expect((await live.entriesOf(lotId)).slice(1)).toEqual([
      'opened',
      'floorBid',
      'fairWarning',
      'finalCall',
      'bid',
      'fairWarning',
      'finalCall',
      'sold',
    ]);
    expect(await verifyLotChain(live.front.pool, lotId)).toMatchObject({ ok: true });
    const after = await bid(live.front, live.ben, lotId, { amountMinor: 12_000, kind: 'exact' });
    expect(expectStatus(after, 409).body).toMatchObject({ rule: 'LIV1' });
  });

  test('[LIV1] the hammer on what is no longer so is refused, says what is so, and sells nothing', async () => {
    const lotId = await live.liveLot();
    await live.orders(lotId, 'put-on-the-block', {
      order: 'floor-bid',
      amountMinor: 50_000,
      paddle: null,
    });
    await live.orders(lotId, 'fair-warning', 'final-call');
    const was = await live.seen(lotId);
    expectStatus(
      await bid(live.front, live.ann, lotId, { amountMinor: 55_000, kind: 'exact' }),
      201,
    );
    const entries = (await live.entriesOf(lotId)).length;
    for (const json of [
      { order: 'hammer', buyerPaddle: await live.paddleOf(live.ben), seen: was },
      { order: 'undo', seen: was },
      { order: 'pass', seen: was },
    ]) {
      const late = expectStatus(await live.order(lotId, json), 409);
      expect(late.body.type).toContain('stale-order');
      expect(late.body.detail).toContain('55000');
    }
    expect((await live.entriesOf(lotId)).length).toBe(entries);
  });

  test('[LIV1] of a hammer and a bid that race, the lot sells at the bid that was seen or not at all', async () => {
    const lotId = await live.liveLot();
    await live.orders(lotId, 'put-on-the-block', {
      order: 'floor-bid',
      amountMinor: 10_000,
      paddle: await live.paddleOf(live.ben),
    });
    await live.orders(lotId, 'fair-warning', 'final-call');
    const now = await live.seen(lotId);
    const [hammer, late] = await Promise.all([
      live.order(lotId, { order: 'hammer', buyerPaddle: null, seen: now }),
      bid(live.front, live.ann, lotId, { amountMinor: 11_000, kind: 'exact' }),
    ]);
    const isSold = hammer.status === 200;
    expect([hammer.status, late.status]).toEqual(isSold ? [200, 409] : [409, 201]);
    const { body } = await live.front.ask('GET', `/lots/${lotId}`);
    expect(body).toMatchObject(
      isSold
        ? { state: 'sold', priceMinor: 10_000, leaderPaddle: await live.paddleOf(live.ben) }
        : { state: 'open', priceMinor: 11_000, leaderPaddle: await live.paddleOf(live.ann) },
    );
  });

  test('[LED4] an order that is sent again does nothing a second time; its key with another is refused', async () => {
    const lotId = await live.liveLot();
    await live.orders(lotId, 'put-on-the-block');
    const key = randomUUID();
    const json = {
      order: 'floor-bid',
      amountMinor: 10_000,
      paddle: null,
      seen: await live.seen(lotId),
    };
    const first = expectStatus(await live.order(lotId, json, { key }), 200);
    await live.orders(lotId, 'fair-warning');
    const again = expectStatus(await live.order(lotId, json, { key }), 200);
    expect(again.body).toEqual(first.body);
    expect(await live.entriesOf(lotId)).toEqual(['opened', 'floorBid', 'fairWarning']);
    const other = await live.order(lotId, { ...json, amountMinor: 20_000 }, { key });
    expect(expectStatus(other, 422).body.type).toContain('key-reused');
    const none = await live.front.ask('POST', `/lots/${lotId}/clerk`, {
      by: live.clerk,
      json,
    });
    expect(expectStatus(none, 400).body.type).toContain('idempotency-key-missing');
  });

  test('[LIV1] undo takes the last step back as a new entry and names the next one', async () => {
    const lotId = await live.liveLot();
    await live.orders(lotId, 'put-on-the-block', {
      order: 'floor-bid',
      amountMinor: 10_000,
      paddle: null,
    });
    const { body } = await live.front.ask('GET', `/lots/${lotId}/clerk`, { by: live.clerk });
    expect(body.lastStep).toEqual({ kind: 'floorBidTaken', entry: 2 });
    const history = async () =>
      (await live.front.ask('GET', `/lots/${lotId}/bids`)).body.items.map(
        ({ paddle, priceMinor }: { paddle: number | null; priceMinor: number }) => [
          paddle,
          priceMinor,
        ],
      );
    expect(await history()).toEqual([[null, 10_000]]);
    const undone = expectStatus(await live.order(lotId, { order: 'undo' }), 200);
    expect(await history()).toEqual([]);
    expect(undone.body).toMatchObject({
      lot: { priceMinor: null },
      lastStep: { kind: 'opened', entry: 1 },
    });
    expect(await live.orders(lotId, 'undo')).toBe('pre-sale');
    const none = await live.front.ask('GET', `/lots/${lotId}/clerk`, { by: live.clerk });
    expect(none.body.lastStep).toBeNull();
    expect(await live.entriesOf(lotId)).toEqual(['opened', 'floorBid', 'undone', 'undone']);
  });

  test('[INC2] the clerk asks for other steps; held lots take no bids', async () => {
    const lotId = await live.liveLot();
    await live.orders(lotId, 'put-on-the-block', {
      order: 'floor-bid',
      amountMinor: 10_000,
      paddle: null,
    });
    await live.orders(lotId, { order: 'increment', stepMinor: 5_000 });
    expect((await live.front.ask('GET', `/lots/${lotId}`)).body.askMinor).toBe(15_000);
    expect(await live.orders(lotId, 'hold')).toBe('on-hold');
    const held = await bid(live.front, live.ann, lotId, { amountMinor: 15_000, kind: 'exact' });
    expect(expectStatus(held, 409).body.type).toContain('lot-not-open');
    expect(await live.orders(lotId, 'take-up')).toBe('on-the-block');
    expectStatus(
      await bid(live.front, live.ann, lotId, { amountMinor: 15_000, kind: 'exact' }),
      201,
    );
  });

  test('[LIV1, CLS2] what does not fit the stage, the price or the paddle is refused in its own words', async () => {
    const lotId = await live.liveLot({ reserveMinor: 30_000 });
    const refuses = async (json: Record<string, unknown>, kind: string, status = 409) =>
      expect(expectStatus(await live.order(lotId, json), status).body.type).toContain(kind);
    await refuses({ order: 'fair-warning' }, 'wrong-state');
    await live.orders(lotId, 'put-on-the-block');
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
    await live.orders(lotId, {
      order: 'floor-bid',
      amountMinor: 10_000,
      paddle: await live.paddleOf(live.ann),
    });
    await live.orders(lotId, 'fair-warning', 'final-call');
    await refuses({ order: 'hammer', buyerPaddle: null }, 'not-to-be-sold');
    await live.orders(
      lotId,
      { order: 'floor-bid', amountMinor: 40_000, paddle: null },
      'fair-warning',
      'final-call',
    );
    await refuses({ order: 'hammer', buyerPaddle: null }, 'buyer-unclear');
    await refuses({ order: 'pass' }, 'to-be-sold');
    expect(
      await live.orders(lotId, { order: 'hammer', buyerPaddle: await live.paddleOf(live.ben) }),
    ).toBe('sold');
    const { body } = await live.front.ask('GET', `/lots/${lotId}`);
    expect(body).toMatchObject({ priceMinor: 40_000, leaderPaddle: await live.paddleOf(live.ben) });
  });

  test('[REG2, LIV1] a paddle has the limit that it has from afar, on the floor and as the buyer', async () => {
    const [first, second] = [await live.liveLot(), await live.liveLot()];
    const paddle = await live.paddleOf(await registeredBidder(live.front, live.saleId));
    const { rows } = await live.front.pool.query(
      'select id from registration where auction_id = $1 and paddle = $2',
      [live.saleId, paddle],
    );
    const limited = { by: live.house, json: { limitMinor: 50_000 } };
    expectStatus(await live.front.ask('PATCH', `/registrations/${rows[0].id}`, limited), 200);
    await live.orders(first, 'put-on-the-block', {
      order: 'floor-bid',
      amountMinor: 20_000,
      paddle,
    });
    await live.orders(first, 'fair-warning', 'final-call', { order: 'hammer', buyerPaddle: null });
    await live.orders(second, 'put-on-the-block');
    const over = { order: 'floor-bid', amountMinor: 30_001, paddle };
    const { body } = expectStatus(await live.order(second, over), 403);
    expect(body).toMatchObject({ rule: 'REG2', mostMinor: 30_000 });
    await live.orders(second, { order: 'floor-bid', amountMinor: 40_000, paddle: null });
    await live.orders(second, 'fair-warning', 'final-call');
    const hammer = await live.order(second, { order: 'hammer', buyerPaddle: paddle });
    expect(expectStatus(hammer, 403).body).toMatchObject({ rule: 'REG2', mostMinor: 30_000 });
    await live.orders(second, { order: 'undo' }, { order: 'undo' }, { order: 'undo' });
    expect(await live.orders(second, { order: 'floor-bid', amountMinor: 30_000, paddle })).toBe(
      'on-the-block',
    );
  });

  test('a clerk of the house gives orders, nobody else; each is audited with what was seen', async () => {
    const lotId = await live.liveLot();
    const put = { order: 'put-on-the-block' };
    expectStatus(await live.order(lotId, put, { by: live.ann }), 403);
    expectStatus(await live.front.ask('GET', `/lots/${lotId}/clerk`, { by: live.ann }), 403);
    const now = await live.seen(lotId);
    await live.orders(lotId, 'put-on-the-block');
    const { rows } = await live.front.pool.query(
      'select actor_id, action, detail from audit where subject = $1',
      [`lot:${lotId}`],
    );
    expect(rows).toEqual([
      {
        actor_id: live.clerk.userId,
        action: 'clerk-put-on-the-block',
        detail: { entry: 1, ...put, seen: now },
      },
    ]);
  });

  test('[LIV1] a lot of the clock takes no order of a clerk, and a live one no close that names nobody', async () => {
    const timed = await live.liveLot({ selling: undefined });
    expect(
      expectStatus(await live.order(timed, { order: 'put-on-the-block' }), 409).body.type,
    ).toContain('not-clerked');
    const lotId = await live.liveLot();
    await live.orders(lotId, 'put-on-the-block');
    const { version } = await live.seen(lotId);
    const close = await live.front.ask('POST', `/lots/${lotId}/actions`, {
      by: live.clerk,
      json: { action: 'close', version },
    });
    expect(expectStatus(close, 409).body.type).toContain('by-clerk-only');
  });

  test('in a sale that is not published nothing comes on the block, nor what changed since it was seen', async () => {
    const draft = expectStatus(
      await live.front.ask('POST', '/auctions', {
        by: live.house,
        json: { title: { en: 'Draft', zh: '' }, currency: 'GBP' },
      }),
      201,
    );
    const json = lotBody({ selling: { format: 'live', tie: 'first' } });
    const made = await live.front.ask('POST', `/auctions/${draft.body.id}/lots`, {
      by: live.house,
      json,
    });
    const lotId = expectStatus(made, 201).body.lots[0].id;
    const asSeen = { version: 1, paddle: null, priceMinor: null };
    const put = { order: 'put-on-the-block', seen: asSeen };
    expect(expectStatus(await live.order(lotId, put), 409).body.type).toContain('wrong-state');
    const open = await live.liveLot();
    const stale = await live.order(open, { ...put, seen: { ...asSeen, version: 9 } });
    expect(expectStatus(stale, 409).body.type).toContain('stale-order');
  });
});
