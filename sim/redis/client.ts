import { EventEmitter } from 'node:events';
import type { RedisClient } from '../../lib/bus/redis-connection';
import { invariant } from '../../lib/shared/assert';
import { type Network, refusedError, resetError } from '../world/network';
import type { World } from '../world/ports';
import type { Life } from '../world/scheduler';
import { Stream, type StreamEnd } from '../world/stream';
import { type ModelRedis, REDIS, type RedisAsk, type RedisSaid, RedisSession } from './server';

type Listener = (message: string, channel: string) => void;

interface Pending {
  resolve(answer: readonly unknown[]): void;
  reject(reason: Error): void;
}

/** As the package gives up on a connection that is not answered. */
const CONNECT_MS = 2_000;
/** A connection that connects again by itself is asked for a sign of life this often. */
const PING_MS = 1_000;

interface ModelRedisOptions {
  readonly redis: ModelRedis;
  readonly network: Network;
  readonly life: Life;
  /** Null: never by itself. */
  readonly reconnectMs: ((failures: number) => number) | null;
}

/**
 * As much of the `redis` package's client as the house uses: commands fail at once while nothing is
 * connected, those in flight fail with the connection, and one that reconnects subscribes again.
 */
class Client extends EventEmitter implements StreamEnd {
  readonly life: Life;
  isOpen = false;
  #stream: Stream | null = null;
  #pending: Pending[] = [];
  readonly #listeners = new Map<string, Listener>();
  #failures = 0;
  #heardAtMs = 0;
  #nth = 0;

  constructor(
    readonly options: ModelRedisOptions,
    readonly name: string,
  ) {
    super();
    this.life = options.life;
  }

  duplicate(): Client {
    return new Client(this.options, `${this.name}-ear`);
  }

  connect(): Promise<void> {
    this.isOpen = true;
    return this.#connect().catch((reason) => {
      if (!this.options.reconnectMs) {
        this.isOpen = false;
        throw reason;
      }
      this.#again(reason);
    });
  }

  destroy(): void {
    this.isOpen = false;
    const stream = this.#stream;
    this.#lost();
    stream?.close(this);
  }

  publish(channel: string, message: string): Promise<unknown> {
    return this.#ask(['publish', channel, message]).then(([answer]) => answer);
  }

  async subscribe(channels: string | readonly string[], listener: Listener): Promise<void> {
    const names = typeof channels === 'string' ? [channels] : channels;
    for (const name of names) this.#listeners.set(name, listener);
    await this.#ask(['subscribe', ...names]);
  }

  async unsubscribe(channels: readonly string[]): Promise<void> {
    for (const name of channels) this.#listeners.delete(name);
    await this.#ask(['unsubscribe', ...channels]);
  }

  async sMembers(place: string): Promise<string[]> {
    const [members] = await this.#ask(['sMembers', place]);
    return members as string[];
  }

  sRem(place: string, members: readonly string[]): Promise<unknown> {
    return this.#ask(['sRem', place, ...members]);
  }

  multi() {
    const asks: RedisAsk[] = [];
    const chain = {
      sAdd: (place: string, member: string) => add(['sAdd', place, member]),
      pExpire: (place: string, ms: number) => add(['pExpire', place, String(ms)]),
      publish: (channel: string, message: string) => add(['publish', channel, message]),
      exec: () => this.#ask(...asks),
    };
    const add = (ask: RedisAsk) => {
      asks.push(ask);
      return chain;
    };
    return chain;
  }

  receive(message: unknown): void {
    const said = message as RedisSaid;
    this.#heardAtMs = this.options.network.scheduler.nowMs;
    if ('channel' in said) this.#listeners.get(said.channel)?.(said.message, said.channel);
    else this.#pending.shift()?.resolve(said.answer as readonly unknown[]);
  }

  closed(): void {
    if (!this.#stream) return;
    this.#lost();
    const reason = resetError(REDIS);
    if (this.options.reconnectMs && this.isOpen) this.#again(reason);
    else this.isOpen = false;
    this.emit('error', reason);
  }

  #ask(...asks: readonly RedisAsk[]): Promise<readonly unknown[]> {
    const stream = this.#stream;
    if (!stream) return Promise.reject(new Error('The client is closed'));
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      stream.send(this, asks);
    });
  }

  #lost(): void {
    this.#stream = null;
    const pending = this.#pending;
    this.#pending = [];
    for (const { reject } of pending) reject(resetError(REDIS));
  }

  /** As `pingInterval` and `socketTimeout`: a peer that says nothing is given up. */
  #watch(stream: Stream): void {
    const { scheduler } = this.options.network;
    scheduler.after(PING_MS, this.life, () => {
      if (this.#stream !== stream) return;
      if (scheduler.nowMs - this.#heardAtMs > 3 * PING_MS) {
        stream.close(this);
        this.closed();
        return;
      }
      this.#ask(['ping']).catch(() => {});
      this.#watch(stream);
    });
  }

  #again(reason: Error): void {
    this.#failures += 1;
    this.emit('error', reason);
    const delayMs = this.options.reconnectMs?.(this.#failures) ?? 0;
    this.options.network.scheduler.after(delayMs, this.life, () => {
      if (!this.isOpen || this.#stream) return;
      this.#connect().catch((again: Error) => this.#again(again));
    });
  }

  async #connect(): Promise<void> {
    const { network, redis, life } = this.options;
    const { scheduler } = network;
    await new Promise<void>((resolve, reject) => {
      const timeout = scheduler.after(CONNECT_MS, life, () => reject(new Error('timeout')));
      if (network.faultOf(life.process, REDIS).cut) return;
      scheduler.after(network.delayMs(life.process, REDIS), life, () => {
        if (network.faultOf(REDIS, life.process).cut || redis.life.hung) return;
        scheduler.cancel(timeout);
        if (redis.life.alive) resolve();
        else reject(refusedError(REDIS));
      });
    });
    if (!this.isOpen) return;
    if (!redis.life.alive) throw refusedError(REDIS);
    const session = new RedisSession(redis);
    this.#nth += 1;
    const name = `redis ${life.process} ${life.nth} ${this.name} ${this.#nth}`;
    const stream = new Stream(network, [this, session], name);
    session.stream = this.#stream = stream;
    redis.sessions.add(session);
    this.#failures = 0;
    this.#heardAtMs = network.scheduler.nowMs;
    if (this.options.reconnectMs) this.#watch(stream);
    if (this.#listeners.size > 0) await this.#ask(['subscribe', ...this.#listeners.keys()]);
    if (this.#stream === stream) this.emit('ready');
  }
}

/**
 * A client of one process, not connected yet; only what the house uses is there.
 * @param reconnectMs how long it waits before it connects again by itself; null: it never does.
 */
export function redisOf(
  { redis, network }: World,
  life: Life,
  name: string,
  reconnectMs: ModelRedisOptions['reconnectMs'],
): RedisClient {
  invariant(redis, 'this world has a Redis');
  return new Client({ redis, network, life, reconnectMs }, name) as unknown as RedisClient;
}
