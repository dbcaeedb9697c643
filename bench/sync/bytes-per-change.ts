import { get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import WebSocket from 'ws';
import { lotRecord } from '../../lib/terminal/testing/records';
import { startSmallMaster } from '../../lib/terminal/testing/small-master';
import { startTestTerminal } from '../../lib/terminal/testing/test-terminal';

const CHANGES = 100;

/** One page's connection: what it received so far, and when it holds a version. */
interface Counted {
  bytes(): { down: number; up: number };
  has(version: number): Promise<void>;
  close(): void;
}

/** Settles waiting when a text with that version comes by. */
function versions() {
  const waiting = new Map<number, () => void>();
  return {
    has: (version: number) => new Promise<void>((resolve) => waiting.set(version, resolve)),
    saw(text: string) {
      for (const [, version] of text.matchAll(/"version":(\d+)/g)) waiting.get(Number(version))?.();
    },
  };
}

const bytesOf = (socket: Socket) => ({ down: socket.bytesRead, up: socket.bytesWritten });

async function bySocket(origin: string, version: number): Promise<Counted> {
  const { has, saw } = versions();
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/v1/socket?channel=lot:42`);
  socket.on('message', (data) => saw(String(data)));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ t: 'sync', epoch: 0, have: '' }));
  await has(version);
  const { _socket: raw } = socket as unknown as { _socket: Socket };
  return { bytes: () => bytesOf(raw), has, close: () => socket.terminate() };
}

async function byStream(origin: string, version: number): Promise<Counted> {
  const { has, saw } = versions();
  const first = has(version);
  const response = await new Promise<IncomingMessage>((resolve) =>
    get(`${origin}/v1/stream?channel=lot:42&epoch=0`, { agent: false }, resolve),
  );
  response
    .setEncoding('utf8')
    .on('data', saw)
    .on('error', () => {});
  await first;
  return { bytes: () => bytesOf(response.socket), has, close: () => response.destroy() };
}

/** As the page polls: each answer ends, the next question says what is held. */
async function byPoll(origin: string, version: number): Promise<Counted> {
  const { has, saw } = versions();
  const first = has(version);
  const sum = { down: 0, up: 0 };
  let n = 1;
  let have = '';
  let isOver = false;
  const ask = () => {
    if (isOver) return;
    const query = `channel=lot:42&epoch=${n === 1 ? 0 : 1}&have=${have}`;
    const client = 'client=00112233445566778899aabbccddeeff';
    get(`${origin}/v1/poll?${query}&${client}&n=${n}&wait=20000`, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        sum.down += response.socket.bytesRead;
        sum.up += response.socket.bytesWritten;
        n += 1;
        for (const [, version] of text.matchAll(/"version":(\d+)/g)) have = `42.${version}`;
        ask();
        saw(text);
      });
      response.on('error', () => {});
    }).on('error', () => {});
  };
  ask();
  await first;
  return {
    bytes: () => ({ ...sum }),
    has,
    close: () => {
      isOver = true;
    },
  };
}

/** Bytes of TCP payload that one change of one lot costs one page, by transport. */
export async function measureBytesPerChange(): Promise<void> {
  const master = await startSmallMaster();
  // Beats would be counted too.
  master.config = { ...master.config, beatMs: 60_000, staleMs: 600_000, antiEntropyMs: 600_000 };
  master.put(lotRecord(42, 1));
  const terminal = await startTestTerminal(master);
  const name = (text: string) => text.padEnd(58);
  console.log(`\n${name('bytes a change and page, one lot watched')}        down          up`);
  const body = Buffer.byteLength(JSON.stringify(lotRecord(42, 100).body));
  console.log(`${name('peer: the lot’s public body alone')}${String(body).padStart(12)}`);
  let version = 1;
  for (const [transport, open] of [
    ['WebSocket', bySocket],
    ['Server-Sent Events', byStream],
    ['long polling', byPoll],
  ] as const) {
    const page = await open(terminal.origin, version);
    const from = page.bytes();
    for (let nth = 0; nth < CHANGES; nth += 1) {
      version += 1;
      const arrived = page.has(version);
      await master.change(lotRecord(42, version));
      await arrived;
    }
    const to = page.bytes();
    const cell = (bytes: number) => (bytes / CHANGES).toFixed(0).padStart(12);
    console.log(`${name(transport)}${cell(to.down - from.down)}${cell(to.up - from.up)}`);
    page.close();
  }
  terminal.end();
  await master.stop();
}
