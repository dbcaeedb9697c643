import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { simulatedTime } from '../../node/testing/simulated-time';
import type { HeldRecord } from '../held-record';
import type { PageHandle, PollQuestion } from '../page-hub';
import { PollSession } from './poll-session';

// One client on simulated time. Would catch: answers closer together than a tick, a write that is lost
// between two answers without the client being told again, and a session that never ends.

const TICK_MS = 20;
const claim = { epoch: 1, have: new Map([[42, 17]]) };
let time: ReturnType<typeof simulatedTime>;
let session: PollSession;
let asked: PollQuestion[];
/** What the hub writes at once when asked. */
let news: string[];
let ended: number;
/** What was parked. */
let failed: string[];
let epoch: number;

beforeEach(() => {
  time = simulatedTime();
  asked = [];
  news = [];
  ended = 0;
  failed = [];
  epoch = 1;
  const page = {
    ask(question: PollQuestion) {
      asked.push(question);
      for (const frame of news.splice(0)) write(frame);
    },
    beat: () => write('"beat"'),
    closed: () => {},
  };
  session = new PollSession({
    ...time,
    tickMs: () => TICK_MS,
    retryMs: () => 1_000,
    flush: () => {},
    epoch: () => epoch,
    failed: (pushes) =>
      failed.push(pushes.map((push) => `${push.key}.${push.version} of ${push.epoch}`).join()),
    ended: () => {
      ended += 1;
    },
  });
  session.joined(page as unknown as PageHandle);
});

const write = (text: string, ...records: HeldRecord[]) => session.write(Buffer.from(text), records);

/** A response whose network takes everything, unless it is `cut`. */
function response() {
  const state = { body: null as string | null, writableFinished: false, writableLength: 0 };
  return Object.assign(new EventEmitter(), state, {
    statusCode: 200,
    destroyed: false,
    end(this: typeof state & EventEmitter, body: Buffer) {
      this.body = String(body);
      this.writableLength = body.length;
    },
    taken(this: typeof state & EventEmitter) {
      this.writableFinished = true;
      this.writableLength = 0;
      this.emit('close');
    },
    destroy(this: { destroyed: boolean } & EventEmitter) {
      this.destroyed = true;
      this.emit('close');
    },
  });
}

function ask(n: number, waitMs = 1_000) {
  const to = response();
  session.ask(to as unknown as ServerResponse, { claim, tickets: [], n, waitMs });
  return to;
}

describe('[PSH5] a client that polls', () => {
  test('[PSH5] is answered when something is written, with a beat behind it', () => {
    const to = ask(1);
    expect(to.body).toBeNull();
    write('"lots"');
    expect(to.body).toBe('["lots","beat"]');
    expect(session.isOpen()).toBe(false);
  });

  test('[PSH5] is answered after its wait with a beat alone', async () => {
    const to = ask(1);
    await time.pass(999);
    expect(to.body).toBeNull();
    await time.pass(1);
    expect(to.body).toBe('["beat"]');
  });

  test('[PSH4] is answered at most once a tick, with all that was written meanwhile', async () => {
    ask(1);
    write('1');
    const to = ask(2);
    write('2');
    write('3');
    await time.pass(TICK_MS - 1);
    expect(to.body).toBeNull();
    await time.pass(1);
    expect(to.body).toBe('[2,3,"beat"]');
  });

  test('[PSH4] that asks again and again without waiting is held for a tick each time', async () => {
    ask(1, 0);
    await time.pass(0);
    const to = ask(2, 0);
    await time.pass(TICK_MS - 1);
    expect(to.body).toBeNull();
    await time.pass(1);
    expect(to.body).toBe('["beat"]');
  });

  test('[PSH5] took the last answer if it leaves no number out', async () => {
    const first = ask(1);
    write('1');
    first.taken();
    const second = ask(2);
    write('2');
    await time.pass(TICK_MS);
    second.taken();
    ask(4);
    expect(asked.map(({ isFirst, isTaken }) => [isFirst, isTaken])).toEqual([
      [true, true],
      [false, true],
      [false, false],
    ]);
  });

  test('[PSH5] whose browser says the same number again did not take the answer, nor does an older one tell', async () => {
    for (const n of [1, 2, 2, 1]) {
      const to = ask(n);
      write(String(n));
      await time.pass(TICK_MS);
      to.taken();
    }
    expect(asked.map(({ isTaken }) => isTaken)).toEqual([true, true, false, false]);
  });

  test('[PSH5] did not take an answer that the network did not take, whatever its next number', () => {
    const to = ask(1);
    write('1');
    expect(to.body).not.toBeNull();
    to.emit('close');
    ask(2);
    expect(asked.at(-1)?.isTaken).toBe(false);
  });

  test('[PSH5] did not take what was to be written when it left', () => {
    const to = ask(1);
    write('1');
    to.taken();
    const left = ask(2);
    write('2');
    expect(left.body).toBeNull();
    left.emit('close');
    ask(3);
    expect(asked.at(-1)?.isTaken).toBe(false);
  });

  test('[PSH3] that does not read its answer is destroyed with it', () => {
    const to = ask(1);
    write('1');
    expect(session.unsentBytes()).toBe(to.writableLength);
    session.close('too-slow');
    expect(to.destroyed).toBe(true);
    expect(ended).toBe(1);
  });

  test('[PSH3] that asks anew without reading has its last answer wait, not each', async () => {
    const unread: ReturnType<typeof response>[] = [];
    for (let n = 1; n <= 50; n += 1) {
      unread.push(ask(n));
      write('"lots"');
      await time.pass(TICK_MS);
    }
    expect(unread.every(({ body }) => body !== null)).toBe(true);
    const last = unread.pop();
    expect(unread.map(({ destroyed }) => destroyed)).toEqual(unread.map(() => true));
    expect(last?.destroyed).toBe(false);
    expect(session.unsentBytes()).toBe(last?.writableLength);
  });

  test('[PSH5] whose last answer the network has taken keeps that connection', async () => {
    const first = ask(1);
    write('1');
    first.writableLength = 0;
    const second = ask(2);
    write('2');
    await time.pass(TICK_MS);
    expect(second.body).toBe('[2,"beat"]');
    expect(first.destroyed).toBe(false);
  });

  const record = (version: number) => ({ key: 'lot:42', version }) as HeldRecord;

  test('[PSH6] that the network cut off before its answer was taken has it parked at once', () => {
    const to = ask(1);
    write('1', record(18));
    to.emit('close');
    expect(failed).toEqual(['lot:42.18 of 1']);
  });

  test('[PSH6] that does not ask again has its last answer parked after retryMs, once', async () => {
    const to = ask(1);
    write('1', record(18));
    to.taken();
    await time.pass(999);
    expect(failed).toEqual([]);
    await time.pass(60_000);
    expect(failed).toEqual(['lot:42.18 of 1']);
  });

  test('[PSH6, EPO2] whose answer failed once the epoch had risen has it parked as of the one it was written in', async () => {
    const to = ask(1);
    write('1', record(18));
    to.taken();
    epoch = 2;
    await time.pass(1_000);
    expect(failed).toEqual(['lot:42.18 of 1']);
  });

  test('[PSH6] that asks again says itself what it holds: nothing is parked', async () => {
    ask(1).taken();
    write('1', record(18));
    ask(2);
    await time.pass(60_000);
    expect(failed).toEqual([]);
  });

  test('[PSH6] that left before its tick has what gathered parked', async () => {
    const first = ask(1);
    write('1', record(18));
    first.taken();
    const left = ask(2);
    write('2', record(19));
    left.emit('close');
    expect(failed).toEqual(['lot:42.19 of 1']);
  });

  test('[PSH6] whose terminal stops has its unconfirmed answer parked', () => {
    ask(1);
    write('1', record(18));
    session.close('going-away');
    expect(failed).toEqual(['lot:42.18 of 1']);
  });

  test('[PSH5] leaves no timer behind', async () => {
    ask(1);
    session.close('going-away');
    await time.pass(60_000);
    expect(ended).toBe(1);
    expect(session.awayForMs()).toBe(60_000);
  });
});
