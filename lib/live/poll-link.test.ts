import { beforeEach, describe, expect, it } from 'vitest';
import type { TerminalOut } from '../api/frames';
import type { SyncClaim } from './link';
import { createPollLink } from './poll-link';
import { aLot, createFakeWorld } from './testing/fake-world';

// The page's side of long polling. Would catch: a question that says what was held before the last
// answer, two questions at once, an address asked twice, and a poll that goes on after its page left.

interface Asked {
  url: URL;
  aborted: AbortSignal;
  answer(...frames: TerminalOut[]): Promise<void>;
  fail(): Promise<void>;
}

let asked: Asked[];
let told: string[];
let held: SyncClaim;
let received: TerminalOut[];

/** Until all that is ready has run. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

const open = createPollLink({
  client: 'a-token-of-tests',
  get: (url, aborted) =>
    new Promise((resolve, reject) => {
      aborted.addEventListener('abort', () => reject(new Error('aborted')));
      asked.push({
        url: new URL(url),
        aborted,
        answer(...frames) {
          resolve(JSON.stringify(frames));
          return settle();
        },
        fail() {
          reject(new Error('no answer'));
          return settle();
        },
      });
    }),
});

beforeEach(() => {
  asked = [];
  told = [];
  received = [];
  held = { epoch: 3, have: '1.1' };
});

const link = () =>
  open(
    { origin: 'http://t1', channels: ['auction:7'], claim: held, held: () => held },
    {
      opened: () => told.push('opened'),
      frames: (frames) => received.push(...frames),
      closed: () => told.push('closed'),
    },
  );

const last = () => {
  const newest = asked.at(-1);
  if (!newest) throw new Error('nothing was asked');
  return newest;
};
const said = (name: string) => last().url.searchParams.get(name);
const beat = { t: 'beat', nowMs: 1, errorMs: 0, channels: {} } as const;

describe('a poll link', () => {
  it('[PSH5] asks again after each answer, at another address, with what is held by then', async () => {
    link();
    expect(last().url.pathname).toBe('/v1/poll');
    expect([said('channel'), said('epoch'), said('have'), said('client'), said('n')]).toEqual([
      ...['auction:7', '3', '1.1', 'a-token-of-tests', '1'],
    ]);
    held = { epoch: 3, have: '1.2' };
    await last().answer({ t: 'lots', lots: [aLot(1, 2)] }, beat);
    expect(told).toEqual(['opened']);
    expect(received.map((frame) => frame.t)).toEqual(['lots', 'beat']);
    expect(asked).toHaveLength(2);
    expect([said('n'), said('have')]).toEqual(['2', '1.2']);
  });

  it('[PSH5, PSH7] waits for a beat and no longer, so that proof comes as often as beats do', async () => {
    link();
    expect(said('wait')).toBe('1000');
    const hello = createFakeWorld({}).helloFrame(3, []);
    await last().answer({ ...hello, config: { ...hello.config, beatMs: 400 } });
    expect(said('wait')).toBe('400');
  });

  it('[PSH5] that says again what it holds leaves the question and a number out', async () => {
    const opened = link();
    await last().answer(beat);
    const left = last();
    opened.sync({ epoch: 3, have: '1.9' });
    expect(left.aborted.aborted).toBe(true);
    expect([said('n'), said('have')]).toEqual(['4', '1.9']);
    await settle();
    expect(told).toEqual(['opened']);
  });

  it('[PSH1] is closed once, when there is no answer or none of this protocol', async () => {
    link();
    await last().fail();
    expect(told).toEqual(['closed']);
    link();
    await last().answer({ t: 'surprise' } as never);
    expect(told).toEqual(['closed', 'closed']);
    expect(received).toEqual([]);
  });

  it('[PSH1] tells nothing and asks nothing after it was closed', async () => {
    const opened = link();
    const question = last();
    opened.close();
    expect(question.aborted.aborted).toBe(true);
    opened.sync(held);
    await settle();
    expect(asked).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it('[PSH1] closed by what it told asks no further', async () => {
    const opened = open(
      { origin: 'http://t1', channels: ['auction:7'], claim: held, held: () => held },
      { opened() {}, frames: () => opened.close(), closed: () => told.push('closed') },
    );
    await last().answer(beat);
    expect(asked).toHaveLength(1);
    expect(told).toEqual([]);
  });
});

describe('a page that polls', () => {
  it('[PSH5, PSH7] is live by its answers alone, and catches up when they stay away', async () => {
    const lots = [aLot(1)];
    const world = createFakeWorld({ transport: 'poll', pollLink: open });
    const seed = { epoch: 3, lots, auctions: [] };
    world.live.watch({ channels: ['auction:7'], seed, asOfMs: world.nowMs() });
    world.pass(0);
    const hello = world.helloFrame(3, lots);
    await last().answer(hello);
    for (let second = 1; second <= 10; second += 1) {
      world.pass(1_000);
      await last().answer({
        t: 'beat',
        nowMs: world.nowMs(),
        errorMs: 0,
        channels: hello.channels,
      });
      expect(world.live.status.get()).toMatchObject({ freshness: 'live', connection: 'synced' });
    }
    expect(said('n')).toBe('12');
    const silent = last();
    world.pass(3_000);
    expect(world.live.status.get().freshness).toBe('catching-up');
    expect(silent.aborted.aborted).toBe(true);
    world.pass(1_000);
    expect(last().url.origin).toBe('http://t2');
    expect(said('n')).toBe('1');
  });
});
