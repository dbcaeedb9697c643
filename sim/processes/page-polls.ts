import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TerminalOut } from '../../lib/api/frames';
import { parseFrames } from '../../lib/live/parse-frames';
import type { GetText } from '../../lib/live/poll-link';
import { invariant } from '../../lib/shared/assert';
import { parseHave } from '../../lib/sync/have';
import { parseWatchAddress } from '../../lib/terminal/watch-address';
import { processOf, type World } from '../world/ports';
import type { Life } from '../world/scheduler';
import { Stream, type StreamEnd } from '../world/stream';
import type { NodeProcess } from './node';

/** What an answer says, and when it was written. */
interface Answer {
  readonly status: number;
  readonly text: string;
  readonly writtenAtMs: number;
}

/** The terminal's side of one question: as much of a `ServerResponse` as its poll door uses. */
class PollResponse extends EventEmitter implements StreamEnd {
  readonly life: Life;
  statusCode = 200;
  destroyed = false;
  writableFinished = false;
  stream: Stream | null = null;
  #isEnded = false;

  constructor(
    readonly terminal: NodeProcess,
    /** The network breaks as this is answered: the kernel took it, and nobody gets it. */
    readonly isLost: () => boolean,
  ) {
    super();
    this.life = terminal.life;
  }

  get writableLength(): number {
    return 0;
  }

  setHeader(): void {}

  end(bytes: Buffer | string): void {
    if (this.#isEnded || this.destroyed) return;
    this.#isEnded = true;
    const writtenAtMs = this.stream?.network.scheduler.nowMs ?? 0;
    const answer: Answer = { status: this.statusCode, text: bytes.toString(), writtenAtMs };
    if (this.isLost()) this.stream?.break();
    else this.stream?.send(this, answer);
    this.terminal.own.timers.after(0, () => {
      this.writableFinished = true;
      this.#over();
    });
  }

  destroy(): void {
    this.stream?.close(this);
    this.terminal.own.timers.after(0, () => this.#over());
  }

  receive(): void {}

  closed(): void {
    this.#over();
  }

  #over(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}

/** Whose answer it was, and to which question. */
export interface AnsweredBy {
  readonly life: Life;
  readonly writtenAtMs: number;
  /** What the question said is held: versions by lot. */
  readonly have: ReadonlyMap<number, number>;
}

/** What a page's polls are told to whoever looks on, and what a test does to them. */
export interface PollHooks {
  /** A connection was opened: the page's end of it. */
  opened(stream: Stream, page: StreamEnd): void;
  /** Frames arrived, of this terminal's life. */
  took(frames: readonly TerminalOut[], from: AnsweredBy): void;
  /** Whether the answer that is being written gets lost. */
  isLost(): boolean;
}

/** `GET /v1/poll` of one page over simulated connections, answered by the terminal's real door. */
export function createPollGet(
  world: World,
  life: Life,
  terminalOf: (name: string) => NodeProcess | undefined,
  hooks: PollHooks,
): GetText {
  const { network, scheduler } = world;
  let opened = 0;

  return (address, aborted) =>
    new Promise((resolve, reject) => {
      const url = new URL(address);
      const name = processOf(address);
      let stream: Stream | null = null;
      let servedBy: Life | null = null;
      const fail = () => reject(new Error('the connection failed'));
      const page: StreamEnd = {
        life,
        receive(message) {
          const { status, text, writtenAtMs } = message as Answer;
          stream?.close(page);
          if (status !== 200) return fail();
          const frames = parseFrames(JSON.parse(text));
          const have = parseHave(url.searchParams.get('have') ?? '');
          invariant(have.ok, 'a page says what it holds as it should', { address });
          if (frames && servedBy) {
            hooks.took(frames, { life: servedBy, writtenAtMs, have: have.value });
          }
          resolve(text);
        },
        closed: fail,
      };
      aborted.addEventListener('abort', () => {
        stream?.close(page);
        fail();
      });
      const arrive = () => {
        if (aborted.aborted) return;
        const terminal = terminalOf(name);
        const door = terminal?.life.alive ? terminal.terminal?.pollDoor : null;
        if (!terminal || !door) {
          scheduler.after(network.delayMs(name, life.process), life, fail);
          return;
        }
        const response = new PollResponse(terminal, hooks.isLost);
        opened += 1;
        const streamName = `${life.process} ${life.nth} poll ${opened}`;
        stream = new Stream(network, [page, response], streamName);
        response.stream = stream;
        servedBy = terminal.life;
        hooks.opened(stream, page);
        scheduler.after(0, terminal.life, () => {
          const names = parseWatchAddress(url.searchParams.get('channel'));
          const request = { socket: { remoteAddress: life.process }, headers: {} };
          door(
            request as unknown as IncomingMessage,
            response as unknown as ServerResponse,
            names.ok
              ? { names: names.value, problem: '', query: url.searchParams }
              : { names: null, problem: names.error, query: url.searchParams },
          );
        });
      };
      if (network.faultOf(life.process, name).cut || network.faultOf(name, life.process).cut) {
        return;
      }
      scheduler.after(network.delayMs(life.process, name), life, arrive);
    });
}
