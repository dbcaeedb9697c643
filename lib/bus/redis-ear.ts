import { type BusMessage, type BusName, CONTROL } from '../api/bus-wire';
import type { Clock, TimerHandle, Timers } from '../shared/ports';
import { busChannel } from './bus-channel';
import type { BusLog } from './log';
import {
  connectRedis,
  type NewRedisClient,
  type RedisConnection,
  type RedisLife,
} from './redis-connection';
import { type SealProblem, unseal } from './seal';

/** What a node is told by its side of the bus. */
export interface EarEvents {
  heard(name: BusName, message: BusMessage): void;
  /** From now on all that is said under these names is heard. */
  joined(names: readonly BusName[]): void;
  /** Nothing is heard any more until names are joined again, which happens by itself. */
  lost(): void;
}

/** A node's side of the bus on Redis (BUS1). */
export interface RedisEar {
  /** Begins to listen, as soon as the node knows which database its masters are of. Once. */
  open(installation: string, events: EarEvents): void;
  join(names: readonly BusName[]): void;
  leave(names: readonly BusName[]): void;
  /** Messages refused since the start. */
  refused(): number;
  close(): Promise<void>;
}

/** Masters beat several times a second; a connection that is silent for so long is made anew. */
const SILENT_MAX_MS = 5_000;

/** A refusal of one kind is logged once in so long. */
const LOG_AGAIN_MS = 60_000;

/** Listens on Redis, under exactly the names asked for, through every loss of the connection. */
export function redisEar(options: {
  url: string;
  nodeName: string;
  secret: string;
  clock: Clock;
  timers: Timers;
  log: BusLog;
  newClient?: NewRedisClient;
}): RedisEar {
  return new Ear(options);
}

class Ear implements RedisEar {
  readonly #options: Parameters<typeof redisEar>[0];
  readonly #wanted = new Set<BusName>([CONTROL]);
  /** Names that the current life of the connection was asked to listen under. */
  #asked = new Set<BusName>();
  /** Subscribing and leaving go one after the other, so that the last word counts. */
  #turn: Promise<void> = Promise.resolve();
  #isDue = false;
  #open: { installation: string; events: EarEvents; connection: RedisConnection } | null = null;
  #heardAtMs = 0;
  #watch: TimerHandle | null = null;
  #refused = 0;
  readonly #loggedAtMs = new Map<SealProblem, number>();

  constructor(options: Parameters<typeof redisEar>[0]) {
    this.#options = options;
  }

  open(installation: string, events: EarEvents): void {
    if (this.#open) return;
    const connection = connectRedis({
      ...this.#options,
      name: `lotcast-${this.#options.nodeName}`,
      onReady: () => {
        this.#heardAtMs = this.#options.clock.monotonicMs();
        this.#asked = new Set();
        // What an earlier life did not answer may never settle.
        this.#turn = Promise.resolve();
        this.#isDue = false;
        this.#settle();
      },
      onLost: () => {
        this.#asked = new Set();
        events.lost();
      },
    });
    this.#open = { installation, events, connection };
    this.#watchSilence();
  }

  join(names: readonly BusName[]): void {
    for (const name of names) this.#wanted.add(name);
    this.#settle();
  }

  leave(names: readonly BusName[]): void {
    for (const name of names) this.#wanted.delete(name);
    this.#settle();
  }

  refused(): number {
    return this.#refused;
  }

  async close(): Promise<void> {
    if (this.#watch) this.#options.timers.cancel(this.#watch);
    this.#watch = null;
    this.#open?.connection.close();
  }

  /** Makes what is subscribed what is wanted, with what gathered until its turn. */
  #settle(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#turn = this.#turn.then(() => this.#settleNow());
  }

  async #settleNow(): Promise<void> {
    this.#isDue = false;
    const life = this.#open?.connection.current();
    if (!this.#open || !life) return;
    const { installation, events, connection } = this.#open;
    const channels = (names: readonly BusName[]) =>
      names.map((name) => busChannel(installation, name));
    const added = [...this.#wanted].filter((name) => !this.#asked.has(name));
    const left = [...this.#asked].filter((name) => !this.#wanted.has(name));
    for (const name of added) this.#asked.add(name);
    for (const name of left) this.#asked.delete(name);
    try {
      if (left.length > 0) await life.unsubscribe(channels(left));
      if (added.length > 0) {
        await life.subscribe(channels(added), (sealed, channel) =>
          this.#took(life, sealed, channel),
        );
      }
    } catch (reason) {
      connection.fail(life, String(reason));
      return;
    }
    if (connection.current() === life && added.length > 0) events.joined(added);
  }

  #took(life: RedisLife, sealed: string, channel: string): void {
    if (!this.#open || this.#open.connection.current() !== life) return;
    const { installation, events } = this.#open;
    const message = unseal(this.#options.secret, channel, sealed);
    if (!message.ok) {
      this.#refuse(message.error, channel);
      return;
    }
    this.#heardAtMs = this.#options.clock.monotonicMs();
    events.heard(channel.slice(busChannel(installation, '').length), message.value);
  }

  #refuse(problem: SealProblem, channel: string): void {
    this.#refused += 1;
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - (this.#loggedAtMs.get(problem) ?? Number.NEGATIVE_INFINITY) < LOG_AGAIN_MS) return;
    this.#loggedAtMs.set(problem, nowMs);
    const line =
      problem === 'other-protocol'
        ? 'a message of another protocol on the bus was refused: run the same version of masters and nodes'
        : 'a message on the bus was refused';
    this.#options.log.warn({ problem, channel }, line);
  }

  /** A peer that vanished without a word leaves a connection that is open for ever. */
  #watchSilence(): void {
    this.#watch = this.#options.timers.after(SILENT_MAX_MS / 2, () => {
      const life = this.#open?.connection.current();
      const silentMs = this.#options.clock.monotonicMs() - this.#heardAtMs;
      if (life && silentMs > SILENT_MAX_MS) {
        this.#heardAtMs = this.#options.clock.monotonicMs();
        this.#open?.connection.fail(life, 'nothing was heard for too long');
      }
      this.#watchSilence();
    });
  }
}
