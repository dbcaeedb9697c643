import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../sync/digest';
import { type PollClient, pollClient } from '../testing/poll-client';
import { auctionRecord, goneRecord, itemRecord, lotRecord } from '../testing/records';
import { type SmallMaster, startSmallMaster } from '../testing/small-master';
import { PAGES, startTestTerminal, type TestTerminal, until } from '../testing/test-terminal';

// What only long polling has: questions that are held and answered, a client that stays one page from
// question to question. Would catch: an answer that comes at once though nothing is new (a busy loop),
// one that does not come when something is, a proof begun anew with each question, a client that is
// told less than it lacks after an answer was lost, and sessions that pile up.

const CLIENT = 'a-client-token-of-tests';
let master: SmallMaster;
let terminal: TestTerminal;
let clients: PollClient[];

beforeEach(async () => {
  master = await startSmallMaster();
  // Long enough that a machine under load loses no claim to time.
  Object.assign(master.config, { antiEntropyMs: 5_000, beatMs: 1_000, staleMs: 60_000 });
  master.put(auctionRecord(3));
  master.put(lotRecord(42, 17));
  master.put(itemRecord(42, 5));
  clients = [];
  terminal = await startTestTerminal(master);
});
afterEach(async () => {
  for (const client of clients) client.close();
  terminal.end();
  await master.stop();
});

interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  frames: { t: string; [name: string]: unknown }[];
  /** Which frames, in order. */
  kinds: string;
}

/** One question. `isHeld` says whether it is still held; `abort` leaves. */
function ask(parameters: Record<string, string | number>, headers: Record<string, string> = {}) {
  const query = new URLSearchParams({ channel: 'auction:7', epoch: '0', client: CLIENT });
  for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
  let abort = () => {};
  let isHeld = true;
  const answer = new Promise<Answered>((resolve, reject) => {
    const request = get(
      `${terminal.origin}/v1/poll?${query}`,
      { headers, agent: false },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const frames = JSON.parse(Buffer.concat(chunks).toString()) as Answered['frames'];
        const kinds = Array.isArray(frames) ? frames.map((frame) => frame.t).join(' ') : '';
        resolve({ status: response.statusCode ?? 0, headers: response.headers, frames, kinds });
      },
    );
    request.on('error', reject);
    abort = () => request.destroy();
  });
  void answer.then(
    () => {
      isHeld = false;
    },
    () => {},
  );
  return { answer, isHeld: () => isHeld, abort: () => abort() };
}

/** Asks until the client is caught up and proven; @returns the next `n`. */
async function caughtUp(): Promise<number> {
  let n = 1;
  let have = '';
  for (;;) {
    const { frames } = await ask({ epoch: have ? 1 : 0, have, n, wait: 100 }).answer;
    n += 1;
    if (frames.some((frame) => frame.t === 'lots')) have = '42.17';
    const beat = frames.find((frame) => frame.t === 'beat');
    if (have && beat && 'auction:7/0' in (beat.channels as object)) return n;
  }
}

const question = (n: number, more: Record<string, string | number> = {}) =>
  ask({ epoch: 1, have: '42.17', n, wait: 60_000, ...more });

/** Whether the terminal holds a question. */
const isHeldThere = () => terminal.hub.heldPolls() === 1;

describe('[PSH5] a long poll', () => {
  test('[PSH5] names its channel, is held, is answered with the change and a beat, and ends', async () => {
    const n = await caughtUp();
    const held = question(n);
    await until(isHeldThere);
    expect(held.isHeld()).toBe(true);
    await master.change(lotRecord(42, 18));
    const { frames, kinds } = await held.answer;
    expect(kinds).toBe('lots beat');
    expect(frames[0]).toMatchObject({ lots: [{ id: 42, version: 18 }] });
    // The same answer proves it.
    const digest = digestOf(1, [{ key: 'lot:42', version: 18 }]);
    expect(frames[1]).toMatchObject({ channels: { 'auction:7/0': digest } });
    await until(() => terminal.hub.heldPolls() === 0);
  });

  test('[PSH5] begins with a hello and what is newer, at once; later answers bring no hello', async () => {
    const first = await ask({ n: 1, wait: 60_000 }).answer;
    expect(first.kinds).toMatch(/^hello /);
    const n = await caughtUp();
    const later = await question(n, { wait: 50 }).answer;
    expect(later.kinds).toBe('beat');
  });

  test('[PSH5] that finds nothing new is answered after its wait with the time and the digests', async () => {
    const n = await caughtUp();
    const { frames, kinds } = await question(n, { wait: 1 }).answer;
    expect(kinds).toBe('beat');
    expect(frames[0]?.nowMs).toBeTypeOf('number');
    expect(Object.keys(frames[0]?.channels as object).sort()).toEqual(['auction:7', 'auction:7/0']);
  });

  test('[PSH5] is held no longer than pollMs, whatever it asks for', async () => {
    master.config = { ...master.config, pollMs: 1_000 };
    terminal.end();
    terminal = await startTestTerminal(master);
    const n = await caughtUp();
    expect((await question(n, { wait: 9_999_999 }).answer).kinds).toBe('beat');
  });

  test('[PSH5] that says it holds less is answered at once', async () => {
    const n = await caughtUp();
    await master.change(lotRecord(42, 18));
    const { frames } = await question(n).answer;
    expect(frames[0]).toMatchObject({ t: 'lots', lots: [{ id: 42, version: 18 }] });
  });

  test('[PSH5, PSH2] after an answer that was lost is told again what pages do not say they hold', async () => {
    const n = await caughtUp();
    const lost = question(n);
    await until(isHeldThere);
    await master.change(itemRecord(42, 6));
    expect((await lost.answer).kinds).toBe('items beat');
    // The client never saw that answer: it leaves a number out.
    const again = await question(n + 2).answer;
    expect(again.kinds).toContain('items');
    expect(again.frames.find((frame) => frame.t === 'items')).toMatchObject({
      items: [{ id: 42, version: 6 }],
    });
    // And one that saw it is not told twice.
    expect((await question(n + 3, { wait: 50 }).answer).kinds).toBe('beat');
  });

  test('[PSH5, ANT2] keeps its proof from question to question', async () => {
    const n = await caughtUp();
    const comparisons = terminal.node.counters.comparisons;
    for (let more = 0; more < 20; more += 1) {
      const { frames } = await question(n + more, { wait: 1 }).answer;
      expect(frames[0]?.channels).toHaveProperty('auction:7/0');
    }
    expect(terminal.node.counters.comparisons - comparisons).toBeLessThan(10);
  });

  test('[PSH5, ANT2] a client that is new is proven only by a comparison begun after it came', async () => {
    await caughtUp();
    master.broken.add('/internal/heads');
    const { frames } = await ask({
      ...{ epoch: 1, have: '42.17', n: 1, wait: 200 },
      client: 'another-token-of-tests',
    }).answer;
    expect(frames.at(-1)).toMatchObject({ t: 'beat', channels: {} });
  });

  test('[PSH5] a newer question of the same client takes the place of the one that is held', async () => {
    const n = await caughtUp();
    const older = question(n);
    await until(isHeldThere);
    const newer = question(n + 1);
    expect((await older.answer).frames).toEqual([]);
    // Whatever the older one was to bring may not have arrived.
    expect((await newer.answer).kinds).toBe('auction items beat');
  });

  test('[PSH5] that is left is no longer held, and what changed meanwhile is in the next answer', async () => {
    const n = await caughtUp();
    const left = question(n);
    await until(isHeldThere);
    left.abort();
    await until(() => terminal.hub.heldPolls() === 0);
    await master.change(lotRecord(42, 18));
    await master.change(goneRecord(42, 19));
    const { frames } = await question(n + 2).answer;
    expect(frames.find((frame) => frame.t === 'gone')).toMatchObject({
      gone: [{ id: 42, version: 19 }],
    });
  });

  test('[PSH4] changes of one tick are one answer, newest version only', async () => {
    master.config = { ...master.config, tickMs: 200 };
    terminal.end();
    terminal = await startTestTerminal(master);
    const n = await caughtUp();
    await master.change(lotRecord(42, 18));
    const one = await question(n).answer;
    await master.change(lotRecord(42, 19));
    await master.change(lotRecord(42, 20));
    const two = await question(n + 1, { have: '42.18' }).answer;
    expect(JSON.stringify(one.frames)).toContain('"version":18');
    expect(JSON.stringify(two.frames)).toContain('"version":20');
    expect(JSON.stringify(two.frames)).not.toContain('"version":19');
  });

  test('[PSH7] a terminal that stops sends the client elsewhere', async () => {
    const n = await caughtUp();
    const held = question(n);
    await until(isHeldThere);
    terminal.stop();
    expect((await held.answer).status).toBe(503);
  });

  test('[PSH1] a client that stays away gives its place to another, and one that asks does not', async () => {
    terminal.end();
    terminal = await startTestTerminal(master, { limits: { perAddress: 1, total: 10 } });
    const first = ask({ n: 1, wait: 60_000 });
    expect((await first.answer).status).toBe(200);
    const another = () => ask({ n: 1, wait: 1, client: 'another-token-of-tests' }).answer;
    expect((await another()).status).toBe(429);
    while ((await another()).status === 429);
    expect(terminal.hub.counters().connections.poll).toBe(1);
  });

  test('[PSH8] carries what proxies and caches need to leave it alone, and allows no credentials', async () => {
    const { headers } = await ask({ n: 1, wait: 1 }, { origin: PAGES }).answer;
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store, no-transform');
    expect(headers['x-accel-buffering']).toBe('no');
    expect(headers['access-control-allow-origin']).toBe(PAGES);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(headers.vary).toBe('origin');
  });

  test.each([
    ['no client', { client: '' }],
    ['a short one', { client: 'short' }],
    ['one that is no token', { client: 'a-token-with-a-line\nbreak' }],
    ['no number', { n: '' }],
    ['the number 0', { n: 0 }],
    ['a wait that is none', { wait: '-1' }],
    ['a malformed have', { have: '42' }],
  ])('[PSH5] with %s is refused with an error frame', async (_name, wrong) => {
    const { frames } = await ask({ n: 1, wait: 1, ...wrong }).answer;
    expect(frames).toEqual([{ t: 'error', kind: 'bad-address', retry: 'never' }]);
    expect(terminal.hub.counters().connections.poll).toBe(0);
  });

  test('[PSH5] every address is another', async () => {
    const client = pollClient(terminal.origin, { waitMs: 1 }, () => {});
    clients.push(client);
    await until(() => client.asked.length > 20);
    expect(new Set(client.asked).size).toBe(client.asked.length);
  });
});
