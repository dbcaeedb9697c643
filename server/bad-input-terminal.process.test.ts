import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PROTOCOL } from '../lib/api/frames';
import { createTicketSigner } from '../lib/node-token/live-ticket';
import { openPage } from '../lib/terminal/testing/pages';
import {
  connectRaw,
  deepJson,
  refusalsIn,
  saidTooOften,
  sendRaw,
  talk,
  tokenOf,
} from './testing/abuse';
import {
  type BesiegedHouse,
  besiegeHouse,
  jsonCall,
  lotNames,
  PATIENCE,
  refusedBy,
  TIMES,
  tooLong,
} from './testing/besieged-house';
import { OPCODES, type RawFrame, rawFrame, talkRaw } from './testing/raw-websocket';
import { metricOf, type RealProcess } from './testing/real-processes';

// What a terminal refuses, each sent several times. Would catch: a bad message that ends the process,
// or the connection of somebody else; a claim that is taken for a demand; a log that grows with what
// is refused.

let besieged: BesiegedHouse;
let terminal: RealProcess;
let lotId = 0;
let sale = '';

beforeAll(async () => {
  besieged = await besiegeHouse();
  ({ terminal, lotId, sale } = besieged);
}, 240_000);

afterEach(() => besieged.someoneBids());
afterAll(() => besieged.stop());

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
    ['100,000 lots', 414, () => [`/v1/stream?channel=${lotNames(100_000).slice(0, 15_000)}`, {}]],
    ['a notice without a token', 401, () => ['/internal/notify', jsonCall('', notice({}))]],
    [
      'a notice with a forged token',
      401,
      () => [
        '/internal/notify',
        jsonCall(tokenOf({ to: 'terminal-1', secret: 'not-the-secret-of-this-house' }), notice({})),
      ],
    ],
    [
      'a notice with a token of the day before',
      401,
      () => [
        '/internal/notify',
        jsonCall(tokenOf({ to: 'terminal-1', lifeMs: -86_400_000 }), '{}'),
      ],
    ],
    [
      'a notice meant for another',
      401,
      () => ['/internal/notify', jsonCall(tokenOf({ to: 'terminal-2' }), notice({}))],
    ],
    [
      'a notice for another life of it',
      409,
      () => ['/internal/notify', jsonCall(toTerminal(), notice({}))],
    ],
    ['half a notice', 400, () => ['/internal/notify', jsonCall(toTerminal(), '{"protocol":')]],
    ['a deep notice', 400, () => ['/internal/notify', jsonCall(toTerminal(), deepJson(500_000))]],
    [
      'a notice of another protocol',
      400,
      () => ['/internal/notify', jsonCall(toTerminal(), notice({ protocol: PROTOCOL + 1 }))],
    ],
    ['a push parked by a stranger', 401, () => ['/internal/parked', jsonCall('', parked({}))]],
    [
      'too many pushes',
      400,
      () => [
        '/internal/parked',
        jsonCall(toPeers(), parked({ pushes: Array.from({ length: 1_001 }, () => push) })),
      ],
    ],
    [
      'pushes of another protocol',
      400,
      () => ['/internal/parked', jsonCall(toPeers(), parked({ protocol: 2, pushes: [push] }))],
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
    ['65 lots', () => `epoch=0&channel=${lotNames(65)}`, 'too-many-channels'],
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
    ['a hundred thousand versions', () => [sync(held(100_000))], 1009, []],
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

  const text = (body: string, more: Partial<RawFrame> = {}): RawFrame => ({
    ...{ opcode: OPCODES.text, body },
    ...more,
  });
  const ping = '{"t":"ping"}';
  const half = text('{"t":"pi', { fin: false });
  test.each<[string, () => RawFrame[], number, string[]]>([
    ['a frame without its mask', () => [text(ping, { masked: false })], 1002, []],
    ['a text amid the fragments of another', () => [half, text(ping)], 1002, []],
    ['a fragment of nothing', () => [{ opcode: OPCODES.continuation, body: 'ng"}' }], 1002, []],
    ['a compressed frame, as was never agreed', () => [text(ping, { rsv1: true })], 1002, []],
    ['a kind of frame that there is not', () => [{ opcode: 3, body: 'x' }], 1002, []],
    ['a ping too long', () => [{ opcode: OPCODES.ping, body: 'x'.repeat(126) }], 1002, []],
    ['a ping in fragments', () => [{ opcode: OPCODES.ping, fin: false }], 1002, []],
    ['a close of one byte', () => [{ opcode: OPCODES.close, body: 'x' }], 1002, []],
    [
      'a close with a code of nobody',
      () => [{ opcode: OPCODES.close, body: '\x03\xed' }],
      1002,
      [],
    ],
    ['a text that is none', () => [text('', { body: Buffer.from([0xc3, 0x28]) })], 1007, []],
    ['a length of 2⁶² bytes', () => [text('', { claims: 2n ** 62n })], 1009, []],
    ['8 KB in ever so small fragments', () => fragments(9_000), 1009, []],
    [
      'bytes before it says what it holds',
      () => [{ opcode: OPCODES.binary, body: ping }],
      1008,
      ['bad-message'],
    ],
    [
      'tickets before it says what it holds',
      () => [text(JSON.stringify({ t: 'tickets', tickets: [forgedTicket()] }))],
      1008,
      ['bad-ticket'],
    ],
    [
      'pings without end',
      () => Array(100).fill({ opcode: OPCODES.ping, body: 'x'.repeat(125) }),
      1008,
      ['bad-message'],
    ],
    [
      'pongs that nobody asked for',
      () => Array(100).fill({ opcode: OPCODES.pong }),
      1008,
      ['bad-message'],
    ],
  ])('[WIR3] over a WebSocket by hand: %s', async (_, frames, code, errors) => {
    for (let nth = 0; nth < TIMES; nth += 1) {
      const bytes = Buffer.concat(frames().map(rawFrame));
      const end = await talkRaw(terminal.url, `channel=${sale}`, bytes);
      expect({ code: end.code, errors: end.errors }).toEqual({ code, errors });
      // Answered no more often than anybody may speak.
      expect(end.opcodes.filter((one) => one === OPCODES.pong).length).toBeLessThanOrEqual(21);
    }
  });

  test('[WIR3] who closes without a code is let go, and it is no fault', async () => {
    const before = terminal.output();
    const bye = rawFrame({ opcode: OPCODES.close });
    const end = await talkRaw(terminal.url, `channel=${sale}`, bye);
    expect(end).toMatchObject({ code: 1005, errors: [] });
    expect(terminal.output()).toBe(before);
  });

  test('[WIR3] pings and pongs before it says what it holds are answered, and prove nothing', async () => {
    const frames = [
      { opcode: OPCODES.ping, body: 'anybody' },
      { opcode: OPCODES.pong, body: 'here' },
      text(ping),
      text('{"t":"nonsense"}'),
    ];
    const bytes = Buffer.concat(frames.map(rawFrame));
    const end = await talkRaw(terminal.url, `channel=${sale}`, bytes);
    expect(end).toMatchObject({ code: 1008, errors: ['bad-message'] });
    expect(end.opcodes.slice(0, 2)).toEqual([OPCODES.pong, OPCODES.text]);
    expect(end.channels).toEqual([]);
  });

  test('[WIR3] who never ends a message has said nothing, and is sent away as who is mute', async () => {
    const ends = await Promise.all(
      [half, { opcode: OPCODES.ping }].map((frame) =>
        talkRaw(terminal.url, `channel=${sale}`, rawFrame(frame)),
      ),
    );
    for (const { code, errors } of ends) {
      expect({ code, errors }).toEqual({ code: 1008, errors: ['no-sync'] });
    }
  }, 60_000);

  test('[WIR3] a message left unfinished costs a page nothing of what it is told', async () => {
    const said = [text(sync('')), half].map(rawFrame);
    let beats = 0;
    const end = await talkRaw(
      terminal.url,
      `channel=${sale}`,
      Buffer.concat(said),
      (opcode, bye) => {
        if (opcode === OPCODES.text) beats += 1;
        // It goes on being told; then it leaves.
        if (beats === 5) bye();
      },
    );
    expect(end.errors).toEqual([]);
    expect(end.channels).toContain(`${sale}/0`);
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
    const said = () =>
      refusalsIn(terminal.output()).filter((one) => one.kind === 'too many connections');
    await expect.poll(() => said().map((one) => one.from), PATIENCE).toEqual([from]);
  });
});

test('[WIR3] whoever never ends their headers is cut off', async () => {
  for (const { answered } of besieged.idle) expect(await answered).toMatch(/^HTTP\/1.1 408 /);
}, 60_000);

test('[WIR3] each kind of it is in the log once, for each address', () => {
  const output = terminal.output();
  expect(saidTooOften(output)).toEqual([]);
  expect(output).not.toContain('"level":50');
  const kinds = new Set(refusalsIn(output).map(({ kind }) => kind));
  for (const kind of ['bad-message', 'bad-ticket', 'bad-address', 'bad-websocket', 'too long']) {
    expect(kinds).toContain(kind);
  }
});

const held = (count: number) => Array.from({ length: count }, (_, n) => `${n + 1}.1`).join();
/** A message of so many bytes, each a fragment of its own. */
const fragments = (bytes: number): RawFrame[] =>
  Array.from({ length: bytes }, (_, nth) => ({
    ...{ opcode: nth === 0 ? OPCODES.text : OPCODES.continuation, body: '1' },
    fin: nth === bytes - 1,
  }));
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
