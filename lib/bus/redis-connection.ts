import { createClient } from 'redis';
import type { TimerHandle, Timers } from '../shared/ports';
import type { BusLog } from './log';

/** The package's client, not connected yet. */
export type RedisClient = ReturnType<typeof newClient>;

/** One life of a connection to Redis: what it can do while it lasts. */
export type RedisLife = RedisClient;

/** Makes one; an argument, so that a simulator brings its own. */
export type NewRedisClient = (url: string, name: string) => RedisClient;

/** A connection that is made anew after every failure. */
export interface RedisConnection {
  /** The life that is ready, or null while there is none. */
  current(): RedisLife | null;
  /** Ends this life if it still is the current one; another follows. */
  fail(life: RedisLife, why: string): void;
  close(): void;
}

/** Delays between attempts: 50 ms doubling to 1 s. */
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 1_000;

const CONNECT_MAX_MS = 2_000;

const newClient = (url: string, name: string) =>
  createClient({
    url,
    name,
    // What is sent while nothing is connected fails at once: the caller knows what to send again.
    disableOfflineQueue: true,
    socket: { connectTimeout: CONNECT_MAX_MS, reconnectStrategy: false },
  });

/**
 * Connects to Redis and again after each failure, always with a fresh client, so that nothing of a
 * life that broke (commands in flight, half of an answer, subscriptions) reaches the next.
 */
export function connectRedis(options: {
  url: string;
  name: string;
  timers: Timers;
  log: BusLog;
  onReady?(life: RedisLife): void;
  onLost?(): void;
  /** Default: the package's own. */
  newClient?: NewRedisClient | undefined;
}): RedisConnection {
  const { timers, log } = options;
  let life: RedisLife | null = null;
  let ready: RedisLife | null = null;
  let retry: TimerHandle | null = null;
  let failures = 0;
  let isClosed = false;

  function connect(): void {
    retry = null;
    const begun = (options.newClient ?? newClient)(options.url, options.name);
    life = begun;
    begun.on('error', (reason) => ended(begun, String(reason)));
    begun.on('end', () => ended(begun, 'the connection ended'));
    // A peer that accepts and then says nothing must not be waited for.
    const deadline = timers.after(2 * CONNECT_MAX_MS, () => ended(begun, 'no answer'));
    begun.connect().then(
      () => {
        timers.cancel(deadline);
        if (begun !== life) return;
        ready = begun;
        if (failures > 0) log.info({ failures }, 'the bus is back');
        failures = 0;
        options.onReady?.(begun);
      },
      (reason) => {
        timers.cancel(deadline);
        ended(begun, String(reason));
      },
    );
  }

  function ended(which: RedisLife, why: string): void {
    if (which !== life) return;
    life = null;
    const wasReady = ready === which;
    ready = null;
    if (which.isOpen) which.destroy();
    failures += 1;
    if (failures === 1) log.warn({ why }, 'the bus is down: nodes are told directly');
    if (!isClosed) {
      const delayMs = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (failures - 1));
      retry = timers.after(delayMs, connect);
    }
    if (wasReady) options.onLost?.();
  }

  connect();
  return {
    current: () => ready,
    fail: ended,
    close() {
      isClosed = true;
      if (retry) timers.cancel(retry);
      const last = life;
      life = null;
      ready = null;
      if (last?.isOpen) last.destroy();
    },
  };
}
