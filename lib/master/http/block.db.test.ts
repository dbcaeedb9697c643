import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Reply } from './testing/front-fixture';
import { liveSale } from './testing/live-sale';
import { act, expectStatus } from './testing/sale-fixture';

const live = liveSale();

describe('the block', () => {
  const openBy = async (lotId: number) => {
    const { version } = await live.seen(lotId);
    const json = { action: 'open', version };
    return live.front.ask('POST', `/lots/${lotId}/actions`, { by: live.clerk, json });
  };
  const takenBy = (reply: Reply, lotNumber: number) =>
    expect(expectStatus(reply, 409).body).toMatchObject({
      rule: 'BLK1',
      type: expect.stringContaining('block-taken'),
      detail: expect.stringContaining(`Lot ${lotNumber} is on the block`),
    });
  const numberOf = async (lotId: number): Promise<number> =>
    (await live.front.ask('GET', `/lots/${lotId}`)).body.lotNumber;

  test('[BLK1] holds one lot of a sale, on hold too, however another is to come there', async () => {
    const [first, second] = [await live.liveLot(), await live.liveLot()];
    await live.orders(first, 'put-on-the-block');
    const number = await numberOf(first);
    const before = await live.entriesOf(second);
    takenBy(await live.order(second, { order: 'put-on-the-block' }), number);
    takenBy(await openBy(second), number);
    await live.orders(first, 'hold');
    takenBy(await live.order(second, { order: 'put-on-the-block' }), number);
    expect(await live.entriesOf(second)).toEqual(before);
    // A lot of the clock in the same sale comes and goes as it likes, and so does another sale's.
    const timed = await live.liveLot({ selling: undefined });
    expectStatus(await openBy(timed), 200);
    await live.orders(first, 'take-up', 'fair-warning', 'final-call', 'pass');
    await live.orders(second, 'put-on-the-block');
    const reopened = await live.front.ask('POST', `/lots/${first}/reopen`, {
      by: live.clerk,
      json: { version: (await live.seen(first)).version },
      headers: { 'idempotency-key': randomUUID() },
    });
    takenBy(reopened, await numberOf(second));
    await act(live.front, live.clerk, second, 'withdraw');
    const { version } = await live.seen(first);
    const again = await live.front.ask('POST', `/lots/${first}/reopen`, {
      by: live.clerk,
      json: { version },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(expectStatus(again, 200).body.lot.saleroom.stage).toBe('on-the-block');
  });

  test('[BLK1, LCK1] of many lots that are to come at once, one does', async () => {
    const lots = await Promise.all(Array.from({ length: 8 }, () => live.liveLot()));
    const answers = await Promise.all(
      lots.map((lotId) => live.order(lotId, { order: 'put-on-the-block' })),
    );
    const done = answers.flatMap(({ status }, at) => (status === 200 ? [lots[at]] : []));
    expect(done).toEqual(await live.onTheBlock(live.saleId));
    expect(done).toHaveLength(1);
    const number = await numberOf(done[0] ?? 0);
    for (const answer of answers) if (answer.status !== 200) takenBy(answer, number);
  });
});
