import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../lib/api/live-config';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { auctionRecord, lotRecord } from '../lib/terminal/testing/records';
import { type SmallMaster, startSmallMaster } from '../lib/terminal/testing/small-master';
import { connectRaw } from './testing/abuse';
import {
  createRealProcesses,
  metricOf,
  type RealProcess,
  type RealProcesses,
} from './testing/real-processes';

// A real terminal's process and clients that connect, ask for a sale of which each catch-up is more
// than all buffers on the way hold, and then read nothing, while a lot changes without end. Would
// catch: bytes that pile up for who does not read them, one who is never cut off, answers to polls
// that nobody takes, and pages beside them that wait for them.

const LOTS = 20_000;

/** Questions of one client, each on a connection of its own, of which it reads no answer. */
const QUESTIONS = 12;

/** What a page may leave unread before nothing more is written to it. */
const SLOW_ABOVE_BYTES = 256 * 1024;

let house: RealProcesses;
let master: SmallMaster;
let terminal: RealProcess;
let near: TestPage[] = [];
const deaf: Socket[] = [];

beforeAll(async () => {
  house = await createRealProcesses();
  master = await startSmallMaster();
  master.config = DEFAULT_LIVE_CONFIG;
  master.put(auctionRecord(1));
  for (let nth = 0; nth < LOTS; nth += 1) {
    master.put(lotRecord(1_000 + nth, 1, { channel: Math.floor(nth / 256) }));
  }
  // Only where it is counts.
  const asMaster = { url: master.url } as RealProcess;
  terminal = await house.startTerminal('terminal-1', { masters: [asMaster] });
}, 240_000);

afterAll(async () => {
  for (const page of near) page.close();
  for (const socket of deaf) socket.destroy();
  await house.stop();
  await master.stop();
});

const seen = (name: string) => metricOf(terminal, `lotcast_${name}`);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Asks, and reads nothing of what is answered. */
function ask(path: string, headers = ''): void {
  const socket = connectRaw(terminal.url);
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);
  deaf.push(socket);
}

const UPGRADE =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n' +
  `sec-websocket-key: ${Buffer.alloc(16).toString('base64')}\r\n`;

/** A lot changes, and every page that reads has it. */
async function change(version: number): Promise<void> {
  await master.change(lotRecord(1_000, version, { channel: 0 }));
  const isIt = ({ lots }: { lots: { id: number; version: number }[] }) =>
    lots.some((lot) => lot.id === 1_000 && lot.version === version);
  await Promise.all(near.map((page) => page.next('lots', isIt)));
}

test('[PSH3] whoever never reads is cut off, in bounded memory, and costs nobody a change', {
  timeout: 240_000,
}, async () => {
  // One that polls says with each question all that it holds: it watches one lot.
  near = [
    openPage('websocket', terminal.url, { channel: 'auction:7' }),
    openPage('sse', terminal.url, { channel: 'auction:7' }),
    openPage('poll', terminal.url, { channel: 'lot:1000' }),
  ];
  const isProven = ({ channels }: { channels: object }) => Object.keys(channels).length > 0;
  await Promise.all(near.map((page) => page.next('beat', isProven)));
  const wholeBytes = JSON.stringify(lotRecord(1_000, 1).body).length * LOTS;

  ask('/v1/socket?channel=auction:7&epoch=0', UPGRADE);
  ask('/v1/stream?channel=auction:7&epoch=0');
  for (let n = 1; n <= QUESTIONS; n += 1) {
    ask(`/v1/poll?channel=auction:7&epoch=0&client=a-client-that-never-reads&n=${n}&wait=1000`);
  }
  await until(async () => (await seen('slow_pages')) === 3);
  let mostBytes = 0;
  let slow = 3;
  let version = 2;
  for (; slow > 0; version += 1) {
    await change(version);
    mostBytes = Math.max(mostBytes, await seen('unsent_bytes'));
    slow = await seen('slow_pages');
  }

  expect(version, 'too little changed to tell').toBeGreaterThan(50);
  // One catch-up each and what is written until a page counts as slow; no change after that.
  expect(mostBytes).toBeGreaterThan(SLOW_ABOVE_BYTES);
  expect(mostBytes).toBeLessThan(3 * (1.5 * wholeBytes + SLOW_ABOVE_BYTES));
  const connected = Promise.all(['websockets', 'streams', 'polls'].map(seen));
  await until(async () => (await seen('websockets')) === 1);
  expect(await connected).toEqual([expect.any(Number), 1, 1]);
  expect(await seen('unsent_bytes')).toBeLessThan(SLOW_ABOVE_BYTES);
  // Those that read lost nothing and nobody: all that time they were told, and never anew.
  for (const page of near) {
    expect(page.frames.filter((frame) => frame.t === 'reset')).toHaveLength(1);
    expect(page.frames.filter((frame) => frame.t === 'error')).toEqual([]);
    expect(page.lots().get(1_000)?.version).toBe(version - 1);
  }
  await change(version);
});
