import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../../server/stack/wait';
import { mustCome } from '../../../server/testing/must-come';
import { createTestDatabase, type TestDatabase } from '../../../server/testing/test-database';
import { type Notice, notice } from '../../api/node-wire';
import { verifyToken } from '../../node-token/token';
import {
  NODE_SECRET,
  startTestMaster,
  type TestMaster,
  tokenOf,
} from '../sync-endpoints/testing/test-master';

let database: TestDatabase;
let one: TestMaster;
let two: TestMaster;
let node: FastifyInstance;
let nodeUrl: string;
const heard: Notice[] = [];
let answersWith = 200;
let isHanging = false;
let thaw: () => void = () => {};
let untilThawed = Promise.resolve();

beforeAll(async () => {
  database = await createTestDatabase();
  one = await startTestMaster(database, 'master-1');
  two = await startTestMaster(database, 'master-2');
  node = Fastify();
  node.post('/internal/notify', async (request, reply) => {
    const token = verifyToken(NODE_SECRET, request.headers.authorization, {
      to: ['terminal-1'],
      nowMs: Date.now(),
    });
    if (!token.ok) return reply.code(401).send();
    if (isHanging) await untilThawed;
    if (answersWith !== 200) return reply.code(answersWith).send();
    const body = notice.parse(request.body);
    heard.push(body);
    return {
      master: body.master,
      masterIncarnation: body.incarnation,
      nodeIncarnation: body.to,
      seqs: body.entries.map((entry) => entry.seq),
    };
  });
  nodeUrl = await node.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await one?.stop();
  await two?.stop();
  await node?.close();
  await database?.drop();
});

const statsAt = (master: TestMaster) => master.notifier.stats()[0];
const beat = () =>
  one.call(
    'register',
    {
      protocol: 1,
      name: 'terminal-1',
      incarnation: 'terminal-life-1',
      kind: 'terminal',
      url: nodeUrl,
      publicUrl: null,
      gauges: {},
    },
    tokenOf('terminal-1'),
  );
/** Waits for a condition while the node keeps beating, as a living node does. */
const until = (holds: () => boolean | undefined) =>
  mustCome(
    'what the node is to hear',
    async () => {
      await beat();
      return holds() ?? false;
    },
    { deadlineMs: 15_000, everyMs: 50 },
  );

describe('masters and a node over real connections', () => {
  test('[NOD1] a node that registered at one master is told by every master', async () => {
    await beat();
    expect(await until(() => statsAt(two)?.alive)).toBe(true);
    one.notifier.changed([{ key: 'lot:1', version: 2, channel: 'auction:7/0', gone: false }]);
    two.notifier.changed([{ key: 'lot:1', version: 3, channel: 'auction:7/0', gone: false }]);
    const versionsFrom = (master: string) =>
      heard
        .filter((body) => body.master === master)
        .flatMap((body) => body.entries)
        .filter((entry) => entry.key === 'lot:1')
        .map((entry) => entry.version);
    await until(() => versionsFrom('master-1').includes(2) && versionsFrom('master-2').includes(3));
    expect(versionsFrom('master-1')).toEqual([2]);
    expect(versionsFrom('master-2')).toEqual([3]);
    expect(await until(() => statsAt(one)?.waiting === 0 && statsAt(two)?.waiting === 0)).toBe(
      true,
    );
  });

  test('[NTF4] what a failing node did not take arrives once it works again', async () => {
    answersWith = 500;
    one.notifier.changed([{ key: 'lot:2', version: 9, channel: 'auction:7/0', gone: false }]);
    expect(await until(() => (statsAt(one)?.resent ?? 0) > 0)).toBe(true);
    expect(statsAt(one)?.waiting).toBe(1);
    answersWith = 200;
    expect(
      await until(() => heard.some((body) => body.entries.some((entry) => entry.key === 'lot:2'))),
    ).toBe(true);
    expect(await until(() => statsAt(one)?.waiting === 0)).toBe(true);
  });

  test('[NTF4][NTF7] a node that hangs is owed by each master what it committed, told with its beats, and gets all of it once it thaws', async () => {
    isHanging = true;
    untilThawed = new Promise((resolve) => {
      thaw = resolve;
    });
    const changed = (master: TestMaster, key: 'lot:31' | 'lot:32', version: number) =>
      master.notifier.changed([{ key, version, channel: 'auction:7/0', gone: false }]);
    for (let version = 1; version <= 9; version += 1) {
      changed(one, 'lot:31', version);
      changed(two, 'lot:32', version);
    }
    const isSaid = await waitUntil(async () => Number((await beat()).body.lagMs) > 1_000, {
      deadlineMs: 20_000,
      everyMs: 50,
    });
    expect(isSaid).toBe(true);
    const from = heard.length;
    isHanging = false;
    thaw();
    expect(await until(() => statsAt(one)?.waiting === 0 && statsAt(two)?.waiting === 0)).toBe(
      true,
    );
    const newest = (key: string) =>
      Math.max(
        ...heard
          .slice(from)
          .flatMap(({ entries }) => entries)
          .flatMap((entry) => (entry.key === key ? [entry.version] : [])),
      );
    expect([newest('lot:31'), newest('lot:32')]).toEqual([9, 9]);
  });

  test('[NOD1][NTF3] replaced under its name, the new life is told and the old one, which still answers, is not let in again', async () => {
    const life = {
      protocol: 1,
      name: 'terminal-1',
      incarnation: 'terminal-life-2',
      kind: 'terminal',
      url: nodeUrl,
      publicUrl: null,
      gauges: {},
    };
    expect((await two.call('register', life, tokenOf('terminal-1'))).status).toBe(200);
    const refused = await waitUntil(
      async () => {
        const answer = await beat();
        // The other master may read of it a moment later; then the successor beats again.
        if (answer.status === 200) await two.call('register', life, tokenOf('terminal-1'));
        return answer.status === 403 ? answer : null;
      },
      { deadlineMs: 20_000, everyMs: 50 },
    );
    expect(refused?.body.detail).toMatch(/another process is terminal-1 by now/);
    const from = heard.length;
    for (const [nth, master] of [one, two].entries()) {
      master.notifier.changed([
        { key: `lot:${41 + nth}`, version: 3, channel: 'auction:7/0', gone: false },
      ]);
    }
    const keysTo = (incarnation: string) =>
      heard
        .slice(from)
        .filter(({ to }) => to === incarnation)
        .flatMap(({ entries }) => entries.map(({ key }) => key));
    const isTold = await waitUntil(
      async () => {
        await two.call('register', life, tokenOf('terminal-1'));
        const keys = keysTo('terminal-life-2');
        return keys.includes('lot:41') && keys.includes('lot:42');
      },
      { deadlineMs: 20_000, everyMs: 50 },
    );
    expect(isTold).toBe(true);
    expect(keysTo('terminal-life-1')).toEqual([]);
  });
});
