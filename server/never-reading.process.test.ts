import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_LIVE_CONFIG } from '../lib/api/live-config';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { auctionRecord, lotRecord } from '../lib/terminal/testing/records';
import { type SmallMaster, startSmallMaster } from '../lib/terminal/testing/small-master';
import { connectRaw } from './testing/abuse';
import { mustCome } from './testing/must-come';
import {
  createRealProcesses,
  metricOf,
  type RealProcess,
  type RealProcesses,
} from './testing/real-processes';

// A real terminal's process and clients that connect, ask for a sale and then read nothing, while all
// its lots change again and again: until the buffers on the way are full, whatever they hold here, and
// on. Would catch: bytes that pile up for who does not read them, one who is never cut off, answers to
// polls that nobody takes, and pages beside them that wait for them.

const LOTS = 1_024;
const FIRST_LOT = 1_000;

/** Questions of one client, one behind the other on one connection, of which it reads no answer. */
const QUESTIONS = 50;

/** What a page may leave unread before nothing more is written to it. */
const SLOW_ABOVE_BYTES = 256 * 1024;

const PATIENCE = { deadlineMs: 60_000, everyMs: 50 };

let house: RealProcesses;
let master: SmallMaster;
let terminal: RealProcess;
let near: TestPage[] = [];
let version = 1;
const deaf: Socket[] = [];

beforeAll(async () => {
  house = await createRealProcesses();
  master = await startSmallMaster();
  master.config = DEFAULT_LIVE_CONFIG;
  master.put(auctionRecord(1));
  for (const record of allLots()) master.put(record);
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

const allLots = () =>
  Array.from({ length: LOTS }, (_, nth) =>
    lotRecord(FIRST_LOT + nth, version, { channel: Math.floor(nth / 256) }),
  );

const seen = (name: string) => metricOf(terminal, `lotcast_${name}`);

const mustBe = (name: string, count: number) =>
  mustCome(`${name} ${count}`, async () => (await seen(name)) === count || null, PATIENCE);

/** Asks, and reads nothing of what is answered. */
function ask(...heads: readonly string[]): void {
  const socket = connectRaw(terminal.url);
  socket.pause();
  socket.write(heads.map((head) => `GET ${head}\r\n\r\n`).join(''));
  deaf.push(socket);
}

const UPGRADE =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n' +
  `sec-websocket-key: ${Buffer.alloc(16).toString('base64')}`;

/** All lots change, and every page that reads has what it watches of them. */
async function changeAll(): Promise<void> {
  version += 1;
  const records = allLots();
  for (const record of records) master.put(record);
  await master.notify(
    records.map(({ key, channel }) => ({ op: 'put' as const, key, version, channel })),
  );
  const last = `${FIRST_LOT + LOTS - 1} at ${version}`;
  await mustCome(
    last,
    () => near.every((page) => [...page.lots().values()].every(isNew)) || null,
    PATIENCE,
  );
}

const isNew = (lot: { version: number }) => lot.version === version;

test('[PSH3] whoever never reads is cut off, in bounded memory, and costs nobody a change', {
  timeout: 400_000,
}, async () => {
  // One that polls says with each question all that it holds: it watches one lot.
  near = [
    openPage('websocket', terminal.url, { channel: 'auction:7' }),
    openPage('sse', terminal.url, { channel: 'auction:7' }),
    openPage('poll', terminal.url, { channel: `lot:${FIRST_LOT}` }),
  ];
  const isProven = ({ channels }: { channels: object }) => Object.keys(channels).length > 0;
  await Promise.all(near.map((page) => page.next('beat', isProven)));

  const what = 'channel=auction:7&epoch=0';
  ask(`/v1/socket?${what} HTTP/1.1\r\nhost: x\r\n${UPGRADE}`);
  ask(`/v1/stream?${what} HTTP/1.1\r\nhost: x`);
  const nth = (n: number) => `client=a-client-that-never-reads&n=${n}&wait=1000`;
  ask(
    ...Array.from(
      { length: QUESTIONS },
      (_, n) => `/v1/poll?${what}&${nth(n + 1)} HTTP/1.1\r\nhost: x`,
    ),
  );
  for (const name of ['websockets', 'streams', 'polls']) await mustBe(name, 2);
  // Nobody takes its answers or asks again.
  await mustBe('polls', 1);
  await mustBe('unsent_bytes', 0);

  const isSlow = async () => (await seen('slow_pages')) === 2;
  while (!(await isSlow())) await changeAll();
  const jammedBytes = await seen('unsent_bytes');
  expect(jammedBytes).toBeGreaterThan(2 * SLOW_ABOVE_BYTES);
  const changedBytes = JSON.stringify(allLots().map(({ body }) => body)).length;
  expect(jammedBytes).toBeLessThan(2 * (SLOW_ABOVE_BYTES + 1.5 * changedBytes));
  let slow = 2;
  while (slow > 0) {
    await changeAll();
    // Not a byte more for who is slow already.
    expect(await seen('unsent_bytes')).toBeLessThanOrEqual(jammedBytes);
    slow = await seen('slow_pages');
  }
  await mustBe('websockets', 1);
  await mustBe('streams', 1);
  await mustBe('unsent_bytes', 0);
  // Those that read lost nothing and nobody: all that time they were told, and never anew.
  for (const page of near) {
    expect(page.frames.filter((frame) => frame.t === 'reset')).toHaveLength(1);
    expect(page.frames.filter((frame) => frame.t === 'error')).toEqual([]);
  }
  await changeAll();
});
