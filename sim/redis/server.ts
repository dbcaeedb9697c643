import type { Chance } from '../../lib/shared/ports';
import { chanceOf } from '../world/chance';
import type { Life, Scheduler } from '../world/scheduler';
import type { Stream, StreamEnd } from '../world/stream';

/** The one Redis of a world. */
export const REDIS = 'redis-1';
/** Where it is. */
export const REDIS_URL = `redis://${REDIS}`;

/** What a client asks, and what it is answered, in order; or what was published. */
export type RedisAsk = readonly [command: string, ...args: string[]];
/** See `RedisAsk`. */
export type RedisSaid =
  | { readonly answer: unknown }
  | { readonly channel: string; readonly message: string };

interface Member {
  readonly members: Set<string>;
  expiresAtMs: number;
}

/** The server's side of one connection. */
export class RedisSession implements StreamEnd {
  readonly life: Life;
  stream: Stream | null = null;
  readonly channels = new Set<string>();

  constructor(readonly redis: ModelRedis) {
    this.life = redis.life;
  }

  receive(message: unknown): void {
    const answers = (message as readonly RedisAsk[]).map((ask) => this.redis.obey(this, ask));
    this.say({ answer: answers });
  }

  say(said: RedisSaid): void {
    this.stream?.send(this, said);
  }

  closed(): void {
    this.redis.sessions.delete(this);
  }
}

/**
 * A Redis: sets that expire and publish/subscribe. Nobody acknowledges what was published: who is not
 * connected is told nothing, and while `loss` is above 0 so is who is. Whoever restarts it finds it empty.
 */
export class ModelRedis {
  life: Life;
  readonly sessions = new Set<RedisSession>();
  /** Chance that a published message does not reach one of those who listen. */
  loss = 0;
  readonly counts = { published: 0, publishedLost: 0 };
  readonly #sets = new Map<string, Member>();
  readonly #chance: Chance;

  constructor(
    readonly scheduler: Scheduler,
    seed: number,
  ) {
    this.#chance = chanceOf(seed, 'redis');
    this.life = scheduler.born(REDIS);
  }

  /** It ends, with all that it held. */
  crash(): void {
    this.scheduler.end(this.life, true);
    this.#sets.clear();
    this.sessions.clear();
  }

  restart(): void {
    if (!this.life.alive) this.life = this.scheduler.born(REDIS);
  }

  /** One command. */
  obey(from: RedisSession, [command, ...args]: RedisAsk): unknown {
    const [name = '', ...rest] = args;
    if (command === 'subscribe') for (const channel of args) from.channels.add(channel);
    if (command === 'unsubscribe') for (const channel of args) from.channels.delete(channel);
    if (command === 'publish') return this.#publish(name, rest[0] ?? '');
    if (command === 'sAdd') this.#set(name).members.add(rest[0] ?? '');
    if (command === 'pExpire') this.#set(name).expiresAtMs = this.scheduler.nowMs + Number(rest[0]);
    if (command === 'sMembers') return [...this.#set(name).members];
    if (command === 'sRem') for (const member of rest) this.#set(name).members.delete(member);
    return null;
  }

  #publish(channel: string, message: string): number {
    this.counts.published += 1;
    const listeners = [...this.sessions].filter((session) => session.channels.has(channel));
    for (const session of listeners) {
      if (this.loss > 0 && this.#chance() < this.loss) this.counts.publishedLost += 1;
      else session.say({ channel, message });
    }
    return listeners.length;
  }

  #set(name: string): Member {
    const known = this.#sets.get(name);
    if (known && known.expiresAtMs > this.scheduler.nowMs) return known;
    const fresh: Member = { members: new Set(), expiresAtMs: Number.POSITIVE_INFINITY };
    this.#sets.set(name, fresh);
    return fresh;
  }
}
