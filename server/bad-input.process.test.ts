import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PROTOCOL } from '../lib/api/frames';
import { createTicketSigner } from '../lib/node-token/live-ticket';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { connectRaw, deepJson, refusalsIn, sendRaw, talk, tokenOf } from './testing/abuse';
import { type AskHouse, newProgram, openTestSale } from './testing/house-programs';
import {
  createRealProcesses,
  metricOf,
  type RealProcess,
  type RealProcesses,
} from './testing/real-processes';

// A real master and a real terminal, and beside whoever sends what is wrong two pages that did
// nothing: after every kind of it, each sent several times, a bid is made and both must show it. Would
// catch: a bad message that ends the process, or the connection of somebody else; a claim that is
// taken for a demand; a log that grows with what is refused.

/** How often each is sent: said once all the same. */
const TIMES = 3;

const PATIENCE = { timeout: 60_000, interval: 20 };

let house: RealProcesses;
let master: RealProcess;
let terminal: RealProcess;
let bidders: AskHouse[];
let lotId = 0;
let sale = '';
let pages: TestPage[];
let bids = 0;
const idle: { socket: Socket; answered: Promise<string> }[] = [];

beforeAll(async () => {
  house = await createRealProcesses();
  master = await house.startMaster();
  terminal = await house.startTerminal('terminal-1', { masters: [master] });
  const { ask } = await newProgram(house.pool, 'auctioneer', master.url);
  const { auctionId, lotIds } = await openTestSale(ask);
  lotId = lotIds[0] ?? 0;
  sale = `auction:${auctionId}`;
  bidders = [];
  for (let nth = 0; nth < 2; nth += 1) {
    const bidder = await newProgram(house.pool, 'bidder', master.url);
    await bidder.ask('POST', `/auctions/${auctionId}/registrations`, { termsVersion: 1 });
    bidders.push(bidder.ask);
  }
  pages = (['websocket', 'poll'] as const).map((transport) =>
    openPage(transport, terminal.url, { channel: sale }),
  );
  for (const page of pages) await page.next('beat', (beat) => `${sale}/0` in beat.channels);
  // Headers that never end; what becomes of them is looked at last.
  for (const { url } of [terminal, master]) {
    for (let nth = 0; nth < TIMES; nth += 1) idle.push(neverEnding(url));
  }
}, 240_000);

afterEach(async () => {
  await someoneBids();
});
afterAll(async () => {
  for (const page of pages) page.close();
  await house.stop();
});

function neverEnding(url: string) {
  const socket = connectRaw(url);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.write('GET /v1/stream HTTP/1.1\r\nhost: somebody\r\n');
  return {
    socket,
    answered: new Promise<string>((resolve) => socket.once('close', () => resolve(text))),
  };
}

/** Nobody else lost anything: a bid is taken, and both pages show it. */
async function someoneBids(): Promise<void> {
  const [first] = pages;
  const amountMinor = first?.lots().get(lotId)?.askMinor ?? 0;
  bids += 1;
  await bidders[bids % 2]?.('POST', `/lots/${lotId}/bids`, { amountMinor, kind: 'exact' });
  for (const page of pages) {
    await page.next('lots', ({ lots }) =>
      lots.some((lot) => lot.id === lotId && lot.priceMinor === amountMinor),
    );
  }
}

/** Asks as often as it takes to see that it is refused each time; @returns the last answer. */
async function refusedBy(url: string, path: string, init: RequestInit): Promise<Response> {
  for (let nth = 1; nth < TIMES; nth += 1) await (await fetch(url + path, init)).text();
  return fetch(url + path, init);
}

const json = (authorization: string, body: string): RequestInit => ({
  method: 'POST',
  headers: { authorization, 'content-type': 'application/json' },
  body,
});

describe('[WIR3] a terminal refuses', () => {
  const toTerminal = () => tokenOf({ from: 'master', to: 'terminal-1' });
  const toPeers = () => tokenOf({ from: 'terminal-2', to: 'terminal' });
  const notice = (more: object) =>
    JSON.stringify({
      ...{ protocol: PROTOCOL, epoch: 1, master: 'master', incarnation: 'a-life-of-tests' },
      ...{ to: 'another-life-of-tests', entries: [], ...more },
    });
  const push = {
    ...{ client: 'a-client-token-of-tests', epoch: 1, key: 'lot:1', version: 1 },
    channel: 'auction:1/0',
  };
  const parked = (more: object) => JSON.stringify({ protocol: PROTOCOL, pushes: [], ...more });

  const calls: [string, number, () => [string, RequestInit]][] = [
    ['a method that is none of its', 405, () => ['/v1/stream', { method: 'POST' }]],
    ['an address that is none of its', 404, () => ['/v1/nothing', {}]],
    ['a foreign origin', 403, () => ['/v1/stream', { headers: { origin: 'http://evil.test' } }]],
    ['100,000 lots', 414, () => [`/v1/stream?channel=${names(100_000).slice(0, 15_000)}`, {}]],
    ['a notice without a token', 401, () => ['/internal/notify', json('', notice({}))]],
    [
      'a notice with a forged token',
      401,
      () => [
        '/internal/notify',
        json(tokenOf({ to: 'terminal-1', secret: 'not-the-secret-of-this-house' }), notice({})),
      ],
    ],
    [
      'a notice with a token of the day before',
      401,
      () => ['/internal/notify', json(tokenOf({ to: 'terminal-1', lifeMs: -86_400_000 }), '{}')],
    ],
    [
      'a notice meant for another',
      401,
      () => ['/internal/notify', json(tokenOf({ to: 'terminal-2' }), notice({}))],
    ],
    [
      'a notice for another life of it',
      409,
      () => ['/internal/notify', json(toTerminal(), notice({}))],
    ],
    ['half a notice', 400, () => ['/internal/notify', json(toTerminal(), '{"protocol":')]],
    ['a deep notice', 400, () => ['/internal/notify', json(toTerminal(), deepJson(500_000))]],
    [
      'a notice of another protocol',
      400,
      () => ['/internal/notify', json(toTerminal(), notice({ protocol: PROTOCOL + 1 }))],
    ],
    ['a push parked by a stranger', 401, () => ['/internal/parked', json('', parked({}))]],
    [
      'too many pushes',
      400,
      () => [
        '/internal/parked',
        json(toPeers(), parked({ pushes: Array.from({ length: 1_001 }, () => push) })),
      ],
    ],
    [
      'pushes of another protocol',
      400,
      () => ['/internal/parked', json(toPeers(), parked({ protocol: 2, pushes: [push] }))],
    ],
  ];
  test.each(calls)('[WIR3] %s, with %i', async (_, status, make) => {
    const [path, init] = make();
    expect((await refusedBy(terminal.url, path, init)).status).toBe(status);
  });

  test.each([
    ['what is not HTTP', () => 'HELLO, WORLD\r\n\r\n', /^HTTP\/1.1 400 /],
    ['headers without end', () => `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}`, /^HTTP\/1.1 431 /],
    [
      'a body that is longer than it says',
      () => 'POST /internal/notify HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}{}{}\r\n\r\n',
      /^HTTP\/1.1 401 /,
    ],
    [
      'a notice that will be too long',
      () => tooLong('/internal/notify', toTerminal(), 4 * 1024 * 1024),
      /^HTTP\/1.1 413 /,
    ],
    [
      'pushes that will be too long',
      () => tooLong('/internal/parked', toPeers(), 512 * 1024),
      /^HTTP\/1.1 413 /,
    ],
  ])('[WIR3] %s', async (_, bytes, answer) => {
    for (let nth = 0; nth < TIMES; nth += 1) {
      expect(await sendRaw(terminal.url, bytes())).toMatch(answer);
    }
  });

  test.each([
    ['no channel', () => 'epoch=0', 'no-channel'],
    ['65 lots', () => `epoch=0&channel=${names(65)}`, 'too-many-channels'],
    ['what is no channel', () => 'epoch=0&channel=table:users', 'bad-channel'],
    ['the settings', () => 'epoch=0&channel=config', 'bad-channel'],
    ["somebody's affairs without a ticket", () => 'epoch=0&channel=reg:1', 'ticket-needed'],
    ['what it holds, malformed', () => `epoch=1&have=1.1,x&channel=${sale}`, 'bad-address'],
    ['a negative epoch', () => `epoch=-1&channel=${sale}`, 'bad-address'],
    [
      'a thousand versions, more than fit in',
      () => `epoch=1&have=${held(1_000)}&channel=${sale}`,
      'bad-address',
    ],
    ['digests that are none', () => `epoch=1&digests=x.1&channel=${sale}`, 'bad-address'],
    ["somebody's affairs with a made-up ticket", () => forgedTicket(true), 'bad-ticket'],
  ])('[WIR3] an address that names %s, by every transport', async (_, query, kind) => {
    const said = new RegExp(`"kind":"${kind}"`);
    for (let nth = 0; nth < TIMES; nth += 1) {
      const poll = `client=a-client-token-of-tests&n=1&wait=60000&${query()}`;
      expect(await (await fetch(`${terminal.url}/v1/poll?${poll}`)).text()).toMatch(said);
      expect(await (await fetch(`${terminal.url}/v1/stream?${query()}`)).text()).toMatch(said);
      expect(await talk(terminal.url, query(), [])).toEqual({ code: 1008, errors: [kind] });
    }
  });

  test.each<[string, () => (string | Buffer)[], number, string[]]>([
    ['no JSON', () => ['hello'], 1008, ['bad-message']],
    ['a list', () => ['[]'], 1008, ['bad-message']],
    ['deep JSON', () => [deepJson(4_000)], 1008, ['bad-message']],
    ['an unknown message', () => ['{"t":"subscribe","all":true}'], 1008, ['bad-message']],
    ['an unknown field', () => ['{"t":"ping","n":1}'], 1008, ['bad-message']],
    ['a lot held twice', () => [sync('1.1,1.2')], 1008, ['bad-message']],
    ['bytes', () => [Buffer.from('{"t":"ping"}')], 1008, ['bad-message']],
    ['more than 8 KB', () => [`{"t":"ping","x":"${'x'.repeat(9_000)}"}`], 1009, []],
    ['a hundred messages at once', () => Array(100).fill('{"t":"ping"}'), 1008, ['bad-message']],
    [
      'a made-up ticket',
      () => [sync(''), JSON.stringify({ t: 'tickets', tickets: [forgedTicket()] })],
      1008,
      ['bad-ticket'],
    ],
  ])('[WIR3] over a WebSocket: %s', async (_, messages, code, errors) => {
    for (let nth = 0; nth < TIMES; nth += 1) {
      const end = await talk(terminal.url, `channel=${sale}`, messages());
      expect(end.code).toBe(code);
      expect([...new Set(end.errors)]).toEqual(errors);
    }
  });

  test.each(['websocket', 'sse', 'poll'] as const)(
    '[WIR3][FET5][G4] no claim to versions of the future, over %s: nothing is fetched for it',
    async (transport) => {
      const fetched = async () => {
        const sources = ['memcached', 'replica', 'primary'];
        const lines = sources.map((source) => `lotcast_fetch_total{source="${source}"}`);
        return Promise.all(lines.map((line) => metricOf(terminal, line)));
      };
      const before = await fetched();
      const have = `${lotId}.2147483647`;
      const page = openPage(transport, terminal.url, { channel: sale, epoch: 1, have });
      // The truth is announced; the page sees that it holds something else.
      await page.next('beat', (beat) => `${sale}/0` in beat.channels);
      expect(page.lots().size).toBe(0);
      expect(await fetched()).toEqual(before);
      page.close();
    },
  );

  test('[WIR3][EPO2] a page of an epoch to come, without following it there', async () => {
    const end = await talk(terminal.url, `channel=${sale}&epoch=999`, []);
    expect(end).toEqual({ code: 1013, errors: ['behind'] });
    const ready = (await (await fetch(`${terminal.url}/readyz`)).json()) as { epoch: number };
    expect(ready.epoch).toBe(1);
  });

  test('[WIR3] the 5,001st connection of one address', async () => {
    // Elsewhere all of 127/8 is not there, and the two pages are of the same address.
    const from = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';
    const crowd: Socket[] = [];
    let isRefused = false;
    const head =
      `GET /v1/socket?channel=${sale} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\n` +
      'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ' +
      `${Buffer.alloc(16).toString('base64')}\r\n\r\n`;
    const join = () =>
      new Promise<void>((resolve) => {
        const socket = connectRaw(terminal.url, from);
        crowd.push(socket);
        socket.once('data', (data) => {
          if (String(data).startsWith('HTTP/1.1 429')) isRefused = true;
          resolve();
        });
        socket.once('close', resolve);
        socket.write(head);
      });
    // Those that say nothing are closed after ten seconds, so the crowd is drawn until it is one.
    while (!isRefused && crowd.length < 20_000) {
      await Promise.all(Array.from({ length: 250 }, join));
    }
    expect(isRefused).toBe(true);
    expect(crowd.length).toBeGreaterThan(5_000);
    for (const socket of crowd) socket.destroy();
  });
});

describe('[WIR3] a master refuses', () => {
  const toMaster = (from = 'terminal-9') => tokenOf({ from, to: 'master' });
  const node = {
    ...{ protocol: PROTOCOL, name: 'terminal-9', incarnation: 'a-life-of-tests' },
    ...{ kind: 'terminal', url: 'http://127.0.0.1:9', publicUrl: null, gauges: {} },
  };
  const wants = Array.from({ length: 65 }, (_, nth) => ({ key: `lot:${nth + 1}`, minVersion: 0 }));
  const channels = names(1_001)
    .split(',')
    .map((name) => ({ name, digest: null }));

  describe.each(['register', 'fetch', 'changes', 'heads'])('[WIR3] at /internal/%s', (call) => {
    test.each<[string, number, () => RequestInit]>([
      ['no token', 401, () => json('', '{}')],
      ['a forged one', 401, () => json(tokenOf({ to: 'master', secret: 'x'.repeat(32) }), '{}')],
      ['one of the day before', 401, () => json(tokenOf({ to: 'master', lifeMs: -1 }), '{}')],
      ['one for another', 401, () => json(tokenOf({ to: 'terminal-1' }), '{}')],
      ['another method', 404, () => ({ headers: { authorization: toMaster() } })],
      [
        'another type of content',
        415,
        () => ({ method: 'POST', headers: { authorization: toMaster() }, body: '{}' }),
      ],
      ['half of it', 400, () => json(toMaster(), '{"epoch":')],
      ['deep JSON', 400, () => json(toMaster(), deepJson(100_000))],
      [
        'deep JSON with what cannot be stored',
        400,
        () => json(toMaster(), deepJson(100_000, '"\\u0000"')),
      ],
      ['nothing that was asked for', 400, () => json(toMaster(), '{"epoch":1,"all":true}')],
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
    const init = json(toMaster(), JSON.stringify(body));
    expect((await refusedBy(master.url, `/internal/${call}`, init)).status).toBe(status);
  });

  test('[WIR3] a WebSocket, and a bid nested as deep as it is long', async () => {
    expect((await talk(master.url, '', [])).code).toBe(1006);
    const path = `/api/v1/lots/${lotId}/bids`;
    for (const deep of [deepJson(30_000), deepJson(30_000, '"\\u0000"')]) {
      const answer = await refusedBy(master.url, path, json('', deep));
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
    const init = json(tokenOf({ from: 'terminal-9', to: 'master' }), JSON.stringify(node));
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

test('[WIR3] whoever never ends their headers is cut off', async () => {
  for (const { answered } of idle) expect(await answered).toMatch(/^HTTP\/1.1 408 /);
}, 60_000);

test('[WIR3] each kind of it is in the log once, for each address', () => {
  for (const { output } of [terminal, master]) {
    const said = refusalsIn(output()).map(({ kind, from }) => `${kind} ${from}`);
    expect(said.length).toBeGreaterThan(5);
    expect(said).toEqual([...new Set(said)]);
    expect(output()).not.toContain('"level":50');
  }
  const kinds = new Set(refusalsIn(terminal.output()).map(({ kind }) => kind));
  for (const kind of ['bad-message', 'bad-ticket', 'bad-address', 'bad-websocket', 'too long']) {
    expect(kinds).toContain(kind);
  }
});

/** The head of a call that announces one byte more than may be; the body never comes. */
const tooLong = (path: string, token: string, maxBytes: number): string =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\n` +
  `content-type: application/json\r\ncontent-length: ${maxBytes + 1}\r\n\r\n`;

const names = (count: number) => Array.from({ length: count }, (_, n) => `lot:${n + 1}`).join();
const held = (count: number) => Array.from({ length: count }, (_, n) => `${n + 1}.1`).join();
const sync = (have: string) => JSON.stringify({ t: 'sync', epoch: 1, have });

/** As a master would sign it, were its secret this. @param isAddress as an address says it. */
function forgedTicket(isAddress = false): string {
  const ticket = createTicketSigner('the-secret-of-another-house-altogether').sign({
    ...{ channel: 'reg:1', standing: 1, epoch: 1, id: 'A'.repeat(22) },
    ...{ signedAtMs: Date.now(), expiresAtMs: Date.now() + 60_000 },
    terminal: isAddress ? terminal.url : null,
  });
  return isAddress ? `epoch=1&channel=${sale}&ticket=${encodeURIComponent(ticket)}` : ticket;
}
