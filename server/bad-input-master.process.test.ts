import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PROTOCOL } from '../lib/api/frames';
import { deepJson, refusalsIn, saidTooOften, sendRaw, talk, tokenOf } from './testing/abuse';
import {
  type BesiegedHouse,
  besiegeHouse,
  jsonCall,
  lotNames,
  PATIENCE,
  refusedBy,
  tooLong,
} from './testing/besieged-house';
import type { RealProcess, RealProcesses } from './testing/real-processes';

// What a master refuses, each sent several times, and nodes and masters of another version. Would
// catch: a bad message that ends the process, or costs anybody an update; a log that grows with what
// is refused.

let besieged: BesiegedHouse;
let house: RealProcesses;
let master: RealProcess;
let lotId = 0;

beforeAll(async () => {
  besieged = await besiegeHouse();
  ({ house, master, lotId } = besieged);
}, 240_000);

afterEach(() => besieged.someoneBids());
afterAll(() => besieged.stop());

describe('[WIR3] a master refuses', () => {
  const toMaster = (from = 'terminal-9') => tokenOf({ from, to: 'master' });
  const node = {
    ...{ protocol: PROTOCOL, name: 'terminal-9', incarnation: 'a-life-of-tests' },
    ...{ kind: 'terminal', url: 'http://127.0.0.1:9', publicUrl: null, gauges: {} },
  };
  const wants = Array.from({ length: 65 }, (_, nth) => ({ key: `lot:${nth + 1}`, minVersion: 0 }));
  const channels = lotNames(1_001)
    .split(',')
    .map((name) => ({ name, digest: null }));

  describe.each(['register', 'fetch', 'changes', 'heads'])('[WIR3] at /internal/%s', (call) => {
    test.each<[string, number, () => RequestInit]>([
      ['no token', 401, () => jsonCall('', '{}')],
      [
        'a forged one',
        401,
        () => jsonCall(tokenOf({ to: 'master', secret: 'x'.repeat(32) }), '{}'),
      ],
      ['one of the day before', 401, () => jsonCall(tokenOf({ to: 'master', lifeMs: -1 }), '{}')],
      ['one for another', 401, () => jsonCall(tokenOf({ to: 'terminal-1' }), '{}')],
      ['another method', 404, () => ({ headers: { authorization: toMaster() } })],
      [
        'another type of content',
        415,
        () => ({ method: 'POST', headers: { authorization: toMaster() }, body: '{}' }),
      ],
      ['half of it', 400, () => jsonCall(toMaster(), '{"epoch":')],
      ['deep JSON', 400, () => jsonCall(toMaster(), deepJson(100_000))],
      [
        'deep JSON with what cannot be stored',
        400,
        () => jsonCall(toMaster(), deepJson(100_000, '"\\u0000"')),
      ],
      ['nothing that was asked for', 400, () => jsonCall(toMaster(), '{"epoch":1,"all":true}')],
    ])('[WIR3] %s, with %i', async (_, status, init) => {
      expect((await refusedBy(master.url, `/internal/${call}`, init())).status).toBe(status);
    });

    test('[WIR3] more than 256 KB, before it is read', async () => {
      const bytes = tooLong(`/internal/${call}`, toMaster(), 256 * 1024);
      expect(await sendRaw(master.url, bytes)).toMatch(/^HTTP\/1.1 413 /);
    });
  });

  test.each<[string, string, unknown, number]>([
    ['65 keys', 'fetch', { epoch: 1, wants }, 400],
    ['1,001 channels', 'heads', { epoch: 1, channels }, 400],
    ['a token of changes that is none', 'changes', { epoch: 1, token: "1' or 1=1" }, 400],
    ['a node at a foreign address', 'register', { ...node, url: 'http://10.9.8.7' }, 403],
    ['a node by another name', 'register', { ...node, name: 'terminal-1' }, 403],
  ])('[WIR3] %s', async (_, call, body, status) => {
    const init = jsonCall(toMaster(), JSON.stringify(body));
    expect((await refusedBy(master.url, `/internal/${call}`, init)).status).toBe(status);
  });

  test('[WIR3] a WebSocket, and a bid nested as deep as it is long', async () => {
    expect((await talk(master.url, '', [])).code).toBe(1006);
    const path = `/api/v1/lots/${lotId}/bids`;
    for (const deep of [deepJson(30_000), deepJson(30_000, '"\\u0000"')]) {
      const answer = await refusedBy(master.url, path, jsonCall('', deep));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
  });
});

describe('[WIR2] another version of the protocol', () => {
  test('[WIR2] of a node: the master refuses it and says once why', async () => {
    const node = {
      ...{ protocol: PROTOCOL + 1, name: 'terminal-9', incarnation: 'a-life-of-tests' },
      ...{ kind: 'terminal', url: 'http://127.0.0.1:9', publicUrl: null, gauges: {} },
    };
    const init = jsonCall(tokenOf({ from: 'terminal-9', to: 'master' }), JSON.stringify(node));
    const answer = await refusedBy(master.url, '/internal/register', init);
    const line = `this master speaks protocol ${PROTOCOL}, the node ${PROTOCOL + 1}: run the same version of both`;
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ detail: line });
    // What a process prints arrives a moment after its answers; that it is once is seen at the end.
    await expect.poll(() => master.output().split(line).length, PATIENCE).toBe(2);
  });

  test.each([
    [200, { protocol: PROTOCOL + 1 }, `it does not answer by protocol ${PROTOCOL}`],
    [400, { detail: 'this master speaks protocol 9' }, 'this master speaks protocol 9'],
  ])(
    '[WIR2] of a master that answers %i: the node says once why and works with others',
    async (status, body, line) => {
      let asked = 0;
      const other = createServer((request, response) => {
        asked += 1;
        request.resume();
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const masters = [master, { ...master, url: `http://127.0.0.1:${port}` }];
      const node = await house.startTerminal(`terminal-${status}`, { masters });
      await expect.poll(() => asked, PATIENCE).toBeGreaterThan(3);
      await expect.poll(() => node.output().split(line).length, PATIENCE).toBe(2);
      await node.kill();
      other.close();
      other.closeAllConnections();
    },
  );
});

test('[WIR3] each kind of it is in the log once, for each address', async () => {
  for (const { answered } of besieged.idle) await answered;
  expect(refusalsIn(master.output()).length).toBeGreaterThan(5);
  expect(saidTooOften(master.output())).toEqual([]);
  expect(master.output()).not.toContain('"level":50');
}, 60_000);
