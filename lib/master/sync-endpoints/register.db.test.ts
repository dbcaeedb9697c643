import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitUntil } from '../../../server/stack/wait';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { registerAnswer } from '../../api/node-wire';
import { makeSale, type Sale } from './testing/sale';
import { startTestMaster, type TestMaster, tokenOf } from './testing/test-master';

let database: TestDatabase;
let master: TestMaster;
let sale: Sale;

beforeAll(async () => {
  database = await createTestDatabase();
  master = await startTestMaster(database);
  sale = await makeSale(master.primary, { lots: 10, perChannel: 4 });
});
afterAll(async () => {
  await master?.stop();
  await database?.drop();
});
beforeEach(() => database.replicaCaughtUp());

const lotId = (at: number) => sale.lotIds[at] ?? 0;
const node = {
  protocol: 1,
  name: 'terminal-1',
  incarnation: 'terminal-life-1',
  kind: 'terminal',
  url: 'http://127.0.0.1:4001',
  publicUrl: 'http://127.0.0.1:4001/',
  gauges: { connections: 12 },
};

describe('register', () => {
  test('[NOD1][EPO1] a node gets epoch, primary time, all settings and the terminals alive', async () => {
    const { status, body } = await master.call('register', node);
    expect(status).toBe(200);
    const answer = registerAnswer.parse(body);
    expect(answer).toMatchObject({
      protocol: 1,
      epoch: 1,
      master: 'master-1',
      nowMs: 1_700_000_000_000,
      terminals: ['http://127.0.0.1:4001'],
    });
    expect(answer.config.antiEntropyMs).toBe(5_000);
    const { rows } = await master.primary.query('select installation from epoch');
    expect(rows).toEqual([{ installation: answer.installation }]);
    expect(master.notifier.stats()).toMatchObject([
      { name: 'terminal-1', alive: true, gauges: { connections: 12 } },
    ]);
  });

  test('[TIM1, EPO1] a master that knows the clock of an earlier primary alone tells no node the time', async () => {
    master.clockEpoch = 0;
    const { status, body } = await master.call('register', node);
    master.clockEpoch = 1;
    expect(status).toBe(503);
    expect(body.detail).toMatch(/clock is not measured/);
    expect((await master.call('register', node)).status).toBe(200);
  });

  test('[PSH7] a node whose notices do not arrive is told for how long', async () => {
    // Nothing listens there: notices fail, beats are answered all the same.
    const deaf = { ...node, name: 'terminal-8', publicUrl: null, url: 'http://127.0.0.1:9' };
    const token = tokenOf('terminal-8');
    const beat = async () =>
      registerAnswer.parse((await master.call('register', deaf, token)).body).lagMs;
    expect(await beat()).toBe(0);
    const channel = `auction:${sale.auctionId}/0`;
    master.notifier.changed([{ key: `lot:${lotId(3)}`, version: 1, channel, gone: false }]);
    const lagMs = await waitUntil(async () => (await beat()) || null, { deadlineMs: 10_000 });
    expect(lagMs).toBeGreaterThan(0);
  });

  test('[NOD1] beats within one interval write once, a new life is written at once', async () => {
    const xmin = async () => {
      const { rows } = await master.primary.query(
        `select xmin::text, incarnation from node where name = 'terminal-9'`,
      );
      return rows[0];
    };
    const other = { ...node, name: 'terminal-9', publicUrl: null };
    const token = tokenOf('terminal-9');
    /** When it was seen last, by so many seconds from now, whatever this machine takes for a call. */
    const seen = (seconds: number) =>
      master.primary.query(
        `update node set last_seen_at = now() + $1 * interval '1 second' where name = 'terminal-9'`,
        [seconds],
      );
    await master.call('register', other, token);
    await seen(-60);
    const stale = await xmin();
    await master.call('register', other, token);
    expect(await xmin()).not.toEqual(stale);
    await seen(60);
    const first = await xmin();
    for (let beat = 0; beat < 5; beat += 1) await master.call('register', other, token);
    expect(await xmin()).toEqual(first);
    await master.call('register', { ...other, incarnation: 'terminal-life-2' }, token);
    expect(await xmin()).toMatchObject({ incarnation: 'terminal-life-2' });
  });

  test.each([
    ['another protocol', { ...node, protocol: 2 }, 400, /protocol 1, the node 2/],
    ['an address off the list', { ...node, url: 'http://10.0.0.9:4001' }, 403, /10\.0\.0\.9/],
    ['a scheme that is no web', { ...node, url: 'ftp://127.0.0.1/x' }, 403, /127\.0\.0\.1/],
    ['another’s name', { ...node, name: 'terminal-2' }, 403, /signed for terminal-1/],
    [
      'another bus',
      { ...node, bus: { hears: null } },
      400,
      /"direct", the node listens on "redis"/,
    ],
    ['no name', { ...node, name: 'Terminal 2' }, 400, /name/],
  ])('[NOD1] %s is refused with one clear line', async (_title, body, status, line) => {
    const answer = await master.call('register', body);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toMatch(line);
  });

  test('[EPO1] a node that has seen a higher epoch is refused, and this master learns that its primary is none', async () => {
    const { installation } = registerAnswer.parse((await master.call('register', node)).body);
    const of = (history: { installation: string; epoch: number }) =>
      master.call('register', { ...node, history });
    expect((await of({ installation, epoch: 1 })).status).toBe(200);
    // Another database's epochs are its own.
    expect((await of({ installation: 'another-database', epoch: 7 })).status).toBe(200);
    expect(master.heardOf).toEqual([]);
    const { status, body } = await of({ installation, epoch: 2 });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      epoch: 1,
      detail: expect.stringMatching(/the node is in epoch 2/),
    });
    expect(master.heardOf).toEqual([2]);
  });

  test.each(['register', 'fetch', 'changes', 'heads'] as const)(
    '[NOD1] without a good token /internal/%s tells nothing',
    async (path) => {
      const bad = ['', 'Bearer x', tokenOf('terminal-1', { secret: 'x'.repeat(32) })];
      for (const header of [...bad, tokenOf('terminal-1', { to: 'terminal-2' })]) {
        const answer = await master.call(path, {}, header);
        expect(answer.status).toBe(401);
        expect(Object.keys(answer.body).sort()).toEqual(['detail', 'status', 'title', 'type']);
      }
    },
  );
});
