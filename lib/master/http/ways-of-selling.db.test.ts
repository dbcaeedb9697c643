import { describe, expect, test } from 'vitest';
import { liveSale } from './testing/live-sale';
import { expectStatus, lotBody } from './testing/sale-fixture';

const live = liveSale();

describe('how a lot is sold', () => {
  const make = (over: Record<string, unknown>) =>
    live.front.ask('POST', `/auctions/${live.saleId}/lots`, {
      by: live.house,
      json: lotBody(over),
    });

  test('[REV1] [BUY1] a lot is made in each way of selling with its own terms', async () => {
    const reverse = await make({ selling: { format: 'reverse' } });
    expect(expectStatus(reverse, 201).body.lots[0]).toMatchObject({ format: 'reverse' });
    const bought = await make({ selling: { format: 'english', buyNowMinor: 90_000 } });
    const { id } = expectStatus(bought, 201).body.lots[0];
    const { rows } = await live.front.pool.query('select state from lot where id = $1', [id]);
    expect(rows[0].state.selling).toEqual({ belowReserve: 'steps', buyNowMinor: 90_000 });
    expect(bought.body.lots[0].buyNowMinor).toBe(90_000);
    const called = await live.liveLot();
    const { rows: lots } = await live.front.pool.query('select state from lot where id = $1', [
      called,
    ]);
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
      live.front.ask('POST', `/auctions/${live.saleId}/lots`, { by: live.house, json });
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
