import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../config/system';
import type { Transport } from './frame-text';
import { openPage, type TestPage } from './testing/pages';
import { auctionRecord, lotRecord } from './testing/records';
import { type SmallMaster, startSmallMaster } from './testing/small-master';
import { startTestTerminal, type TestTerminal, until } from './testing/test-terminal';

// Real sockets that nobody reads, or over which nothing is asked, at a real terminal whose clock a
// test sets on. Would catch: one who leaves little unread and stays for ever, many who do and fill the
// memory together, connections without a page that nobody counts, and a page that is cut off because
// of somebody else.

const LOTS = 256;
const PATIENCE = { timeout: 60_000 };

let master: SmallMaster;
let terminal: TestTerminal;
let quick: TestPage;
let version: number;
let isAheadMs: number;
const pages: TestPage[] = [];
const sockets: Socket[] = [];

beforeEach(async () => {
  isAheadMs = 0;
  version = 1;
  master = await startSmallMaster();
  master.put(auctionRecord(1));
  for (let nth = 1; nth <= LOTS; nth += 1) master.put(lotRecord(nth, version));
});
afterEach(async () => {
  for (const page of pages.splice(0)) page.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  terminal.end();
  await master.stop();
});

async function start(limits: Parameters<typeof startTestTerminal>[1] = {}): Promise<void> {
  const monotonicMs = () => systemClock.monotonicMs() + isAheadMs;
  terminal = await startTestTerminal(master, { clock: { ...systemClock, monotonicMs }, ...limits });
  quick = await open('websocket');
}

/** A page of the whole sale that was told it is up to date. */
async function open(transport: Transport): Promise<TestPage> {
  const page = openPage(transport, terminal.origin, { channel: 'auction:7' });
  pages.push(page);
  await page.next('beat', ({ channels }) => 'auction:7/0' in channels);
  return page;
}

/** Every lot changes, and the page that reads has it. */
async function changeAll(): Promise<void> {
  version += 1;
  const records = Array.from({ length: LOTS }, (_, nth) => lotRecord(nth + 1, version));
  for (const record of records) master.put(record);
  const entries = records.map(({ key, channel }) => ({
    op: 'put' as const,
    key,
    version,
    channel,
  }));
  await master.notify(entries);
  await until(() => [...quick.lots().values()].every((lot) => lot.version === version));
}

const websockets = () => terminal.hub.counters().connections.websocket;
const streams = () => terminal.hub.counters().connections.sse;

/** The terminal looks at its pages, so much later. */
async function later(ms: number): Promise<void> {
  isAheadMs += ms;
  const seen = quick.frames.length;
  await quick.next('beat', () => true, seen);
  await quick.next('beat', () => true, quick.frames.length);
}

describe.each([
  ['websocket', () => websockets() - 1],
  ['sse', () => streams()],
] as const)('[PSH3] over %s, a page that leaves little unread', (transport, others) => {
  async function deafened(): Promise<TestPage> {
    await start();
    const page = await open(transport);
    page.pause();
    while (terminal.hub.unsentBytes() === 0) await changeAll();
    expect(terminal.hub.slowPages(), 'it is slow, which ends it sooner').toBe(0);
    return page;
  }

  test('[PSH3] and never reads is closed after a minute', PATIENCE, async () => {
    await deafened();
    await later(1_000);
    await later(55_000);
    expect(others()).toBe(1);
    await later(5_000);
    await until(() => others() === 0);
    expect(terminal.hub.unsentBytes()).toBe(0);
    await changeAll();
  });

  test('[PSH3] and reads it before the minute is over stays', PATIENCE, async () => {
    const page = await deafened();
    await later(1_000);
    await later(55_000);
    page.resume();
    await until(() => page.lots().get(LOTS)?.version === version);
    await until(() => terminal.hub.unsentBytes() === 0);
    await later(55_000);
    expect(others()).toBe(1);
    await changeAll();
    await until(() => page.lots().get(LOTS)?.version === version);
  });
});

test(
  '[PSH3] pages that all leave little unread are cut off before it is too much',
  PATIENCE,
  async () => {
    const unreadBytes = 600_000;
    await start({ limits: { unreadBytes } });
    const deaf: TestPage[] = [];
    for (let nth = 0; nth < 12; nth += 1) deaf.push(await open('sse'));
    // Each change is more than that for all of them together, and they read it.
    for (let nth = 0; nth < 5; nth += 1) {
      await changeAll();
      await until(() => deaf.every((page) => page.lots().get(LOTS)?.version === version));
    }
    expect(streams()).toBe(deaf.length);
    for (const page of deaf) page.pause();
    let mostBytes = 0;
    while (streams() === deaf.length) {
      await changeAll();
      mostBytes = Math.max(mostBytes, terminal.hub.unsentBytes());
      expect(terminal.hub.slowPages(), 'it is slow, which ends it too').toBe(0);
    }
    expect(streams()).toBeGreaterThan(0);
    expect(mostBytes, 'they were cut off for what they had read').toBeGreaterThan(unreadBytes / 3);
    await until(() => terminal.hub.unsentBytes() <= unreadBytes);
    expect(websockets()).toBe(1);
    await changeAll();
  },
);

describe('[WIR3] connections that carry no page', () => {
  function connected(): Socket {
    const { hostname, port } = new URL(terminal.origin);
    const socket = connect({ host: hostname, port: Number(port) }).on('error', () => {});
    socket.resume();
    sockets.push(socket);
    return socket;
  }
  const openNow = () => sockets.filter((socket) => !socket.destroyed).length;

  test(
    '[WIR3] are counted as soon as they are there; pages lose nothing to them',
    PATIENCE,
    async () => {
      await start({ limits: { perAddress: 8 } });
      const polling = openPage('poll', terminal.origin, { channel: 'lot:1', waitMs: 60_000 });
      pages.push(polling, await open('sse'));
      await until(() => terminal.hub.heldPolls() === 1);
      const first = connected();
      const gone = once(first, 'close');
      for (let nth = 0; nth < 40; nth += 1) await once(connected(), 'connect');
      await gone;
      await until(() => openNow() <= 8);
      // Whoever asks is let in beside them, however many they are.
      const answer = await fetch(`${terminal.origin}/healthz`);
      expect(answer.status).toBe(200);
      await open('sse');
      await changeAll();
      await polling.next('lots', ({ lots }) => lots.some((lot) => lot.version === version));
      // Its question was never cut off: it began once.
      expect(polling.frames.filter((frame) => frame.t === 'hello')).toHaveLength(1);
      expect([websockets(), streams()]).toEqual([1, 2]);
    },
  );

  test(
    '[WIR3] go in the order in which they last asked, and after all of a page too',
    PATIENCE,
    async () => {
      await start({ limits: { total: 3 } });
      const [asking, silent] = [connected(), connected()];
      await Promise.all([asking, silent].map((socket) => once(socket, 'connect')));
      const gone = once(silent, 'close');
      const ask = async () => {
        asking.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
        await once(asking, 'data');
      };
      for (let nth = 0; nth < 5; nth += 1) {
        await ask();
        await once(connected(), 'connect');
      }
      await gone;
      await ask();
    },
  );

  test('[WIR3] a stream that was refused leaves no connection behind', PATIENCE, async () => {
    await start();
    const socket = connected();
    socket.write(
      'GET /v1/nothing HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    );
    await once(socket, 'close');
  });
});
