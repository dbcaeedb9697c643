import { Client } from 'memjs';
import type { Clock, Timers } from '../shared/ports';
import { err, ok, type Result } from '../shared/result';

/** Why Memcached gave no answer. None of them is the caller's fault; read elsewhere. */
export type CacheTrouble = 'breaker-open' | 'deadline' | 'failed' | 'closed';

/** Where Memcached is and how long one may wait for it. */
export interface MemcachedOptions {
  /** `host:port`. */
  address: string;
  clock: Clock;
  timers: Timers;
  /** An operation without an answer by then has failed (FET4: at most 60). */
  deadlineMs?: number;
  /** After a failure nobody asks Memcached for so long (FET4). */
  breakerMs?: number;
  /** memjs throws at its 2³¹th request, so a client is replaced long before. */
  requestsPerClient?: number;
}

/** What happened since the start, for metrics. */
export interface MemcachedStats {
  /** Clients thrown away after an error. */
  resets: number;
  /** Clients replaced before their request counter could wrap. */
  rotations: number;
  /** Operations refused without asking, because the breaker was open. */
  refused: number;
}

/** Bytes by key. Every call settles within the deadline and none rejects. */
export interface Memcached {
  get(key: string): Promise<Result<Buffer | null, CacheTrouble>>;
  set(key: string, value: string, ttlSeconds: number): Promise<Result<void, CacheTrouble>>;
  /** Says that an answer was not what this key holds: the connection's bytes cannot be trusted. */
  distrust(): void;
  stats(): MemcachedStats;
  close(): void;
}

/** What memjs keeps to itself: failing a server settles what is in flight and drops the socket. */
interface FailableServer {
  error(reason: Error): void;
}

/** One memjs client and what is in flight on it. */
interface Lease {
  client: Client;
  requests: number;
  inFlight: number;
  retired: boolean;
}

const SILENT = { log: () => {} };

/**
 * Memcached through memjs, made safe (FET4). Of memjs alone a frozen server settles nothing, a peer
 * that closes never answers, a cut-off answer leaves bytes that are given to the next key, and a
 * request counter throws at 2³¹. So: a deadline of our own, a fresh client after any error, a
 * breaker, and a new client long before the counter ends.
 */
export function connectMemcached(options: MemcachedOptions): Memcached {
  const { address, clock, timers } = options;
  const deadlineMs = options.deadlineMs ?? 60;
  const breakerMs = options.breakerMs ?? 250;
  const requestsPerClient = options.requestsPerClient ?? 2 ** 30;
  const counted: MemcachedStats = { resets: 0, rotations: 0, refused: 0 };
  let openUntilMs = Number.NEGATIVE_INFINITY;
  let closed = false;
  let lease = open();

  function open(): Lease {
    // memjs's own timeouts stay far above ours: ours acts first and destroys the socket.
    const client = Client.create(address, {
      timeout: 1,
      conntimeout: 1,
      retries: 1,
      logger: SILENT,
    });
    return { client, requests: 0, inFlight: 0, retired: false };
  }

  /** Replaces the client; failing its servers settles everything else that waits on it. */
  function replace(bad: Lease): void {
    if (!bad.retired) {
      bad.retired = true;
      counted.resets += 1;
      lease = open();
    }
    failServers(bad);
  }

  function fail(bad: Lease): void {
    if (!bad.retired) openUntilMs = clock.monotonicMs() + breakerMs;
    replace(bad);
  }

  function borrow(): Lease {
    if (lease.requests >= requestsPerClient) {
      const old = lease;
      lease = open();
      counted.rotations += 1;
      old.retired = true;
      if (old.inFlight === 0) old.client.close();
    }
    lease.requests += 1;
    lease.inFlight += 1;
    return lease;
  }

  function giveBack(used: Lease): void {
    used.inFlight -= 1;
    if (used.retired && used.inFlight === 0) used.client.close();
  }

  async function run<T>(ask: (client: Client) => Promise<T>): Promise<Result<T, CacheTrouble>> {
    if (closed) return err('closed');
    if (clock.monotonicMs() < openUntilMs) {
      counted.refused += 1;
      return err('breaker-open');
    }
    const used = borrow();
    const answer = await settleBy(() => ask(used.client), deadlineMs, timers);
    giveBack(used);
    if (!answer.ok) fail(used);
    return answer;
  }

  return {
    get: (key) => run(async (client) => (await client.get(key)).value),
    set: (key, value, ttlSeconds) =>
      run(async (client) => void (await client.set(key, value, { expires: ttlSeconds }))),
    distrust: () => replace(lease),
    stats: () => ({ ...counted }),
    close() {
      closed = true;
      lease.retired = true;
      failServers(lease);
    },
  };
}

function failServers(lease: Lease): void {
  for (const server of lease.client.servers as unknown as FailableServer[]) {
    server.error(new Error('client replaced'));
  }
}

/**
 * The answer, or `deadline`. When our own event loop was late, the answer may already lie in the
 * socket; one turn of the loop lets it be read before Memcached is blamed.
 */
function settleBy<T>(
  ask: () => Promise<T>,
  deadlineMs: number,
  timers: Timers,
): Promise<Result<T, CacheTrouble>> {
  return new Promise((resolve) => {
    const timer = timers.after(deadlineMs, () => setImmediate(() => resolve(err('deadline'))));
    const settle = (answer: Result<T, CacheTrouble>) => {
      timers.cancel(timer);
      resolve(answer);
    };
    try {
      ask().then(
        (value) => settle(ok(value)),
        () => settle(err('failed')),
      );
    } catch {
      settle(err('failed'));
    }
  });
}
