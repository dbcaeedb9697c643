import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { simulatedTime } from '../../node/testing/simulated-time';
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

beforeEach(() => {
  time = simulatedTime();
  asked = [];
  news = [];
  ended = 0;
  const page = {
    ask(question: PollQuestion) {
      asked.push(question);
      for (const frame of news.splice(0)) session.write(Buffer.from(frame));
    },
    beat: () => session.write(Buffer.from('"beat"')),
    closed: () => {},
  };
  session = new PollSession({
    ...time,
    tickMs: () => TICK_MS,
    flush: () => {},
    ended: () => {
      ended += 1;
    },
  });
  session.joined(page as unknown as PageHandle);
});

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
    session.write(Buffer.from('"lots"'));
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
    session.write(Buffer.from('1'));
    const to = ask(2);
    session.write(Buffer.from('2'));
    session.write(Buffer.from('3'));
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
    session.write(Buffer.from('1'));
    first.taken();
    const second = ask(2);
    session.write(Buffer.from('2'));
    await time.pass(TICK_MS);
    second.taken();
    ask(4);
    expect(asked.map(({ isFirst, isTaken }) => [isFirst, isTaken])).toEqual([
      [true, true],
      [false, true],
      [false, false],
    ]);
  });

  test('[PSH5] did not take an answer that the network did not take, whatever its next number', () => {
    const to = ask(1);
    session.write(Buffer.from('1'));
    expect(to.body).not.toBeNull();
    to.emit('close');
    ask(2);
    expect(asked.at(-1)?.isTaken).toBe(false);
  });

  test('[PSH5] did not take what was to be written when it left', () => {
    const to = ask(1);
    session.write(Buffer.from('1'));
    to.taken();
    const left = ask(2);
    session.write(Buffer.from('2'));
    expect(left.body).toBeNull();
    left.emit('close');
    ask(3);
    expect(asked.at(-1)?.isTaken).toBe(false);
  });

  test('[PSH3] that does not read its answer is destroyed with it', () => {
    const to = ask(1);
    session.write(Buffer.from('1'));
    expect(session.unsentBytes()).toBe(to.writableLength);
    session.close('too-slow');
    expect(to.destroyed).toBe(true);
    expect(ended).toBe(1);
  });

  test('[PSH5] leaves no timer behind', async () => {
    ask(1);
    session.close('going-away');
    await time.pass(60_000);
    expect(ended).toBe(1);
    expect(session.awayForMs()).toBe(60_000);
  });
});
