import { createHmac, timingSafeEqual } from 'node:crypto';
import { createClient } from 'redis';
import { z } from 'zod';
import { epoch } from '../../api/frames';
import { clientToken } from '../../api/node-wire';
import { version } from '../../api/public-lot';
import { channelName, recordKey } from '../../api/record-key';
import type { Log } from '../../node/log';
import { repeating } from '../../node/repeating';
import type { Clock, Timers } from '../../shared/ports';
import { newestOf, type ParkedPush, type ParkedPushes } from './parked-push';
import { Shelf } from './shelf';

/** A Redis that does not answer by then is done without; the client's page is not kept waiting. */
const DEADLINE_MS = 250;

/** After a failure Redis is left alone for so long, so that no answer waits for it again. */
const BREAKER_MS = 500;

const RECONNECT_MAX_MS = 1_000;

/** Both connections are asked for a sign of life this often, and made anew after three without one. */
const PING_MS = 1_000;

/** Where a client's pushes are: a set of sealed entries, gone after their time. */
const placeOf = (client: string) => `lotcast:parked:${client}`;
/** Where terminals say for whom something was parked. */
const NEWS = 'lotcast:parked';

const pushesOf = z.array(z.strictObject({ epoch, key: recordKey, version, channel: channelName }));

const newClient = (url: string) =>
  createClient({
    url,
    // What is asked while nothing is connected fails at once.
    disableOfflineQueue: true,
    // A peer that vanished without a word would leave a connection that is open for ever.
    pingInterval: PING_MS,
    socket: {
      connectTimeout: 2_000,
      socketTimeout: 3 * PING_MS,
      reconnectStrategy: (failures) => Math.min(RECONNECT_MAX_MS, 50 * 2 ** failures),
    },
  });

/**
 * Parks pushes in Redis (PSH6): they outlive the terminal whose answer failed. What cannot be written
 * now waits here and is tried again every `retryMs`. Entries are sealed with the nodes' secret: a
 * Redis may be shared.
 */
export function createParkedInRedis(options: {
  url: string;
  secret: string;
  clock: Clock;
  timers: Timers;
  log: Log;
  settings: () => { retryMs: number; parkTtlMs: number };
  /** Default: the package's own. */
  newClient?: (url: string) => ReturnType<typeof newClient>;
}): ParkedPushes {
  const { clock, timers, log, settings } = options;
  const unwritten = new Shelf(clock);
  let parked: (client: string) => void = () => {};
  let isDown = false;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let isWriting = false;
  let hearsSinceMs: number | null = null;
  const retries = repeating(
    timers,
    () => settings().retryMs,
    () => void writeAll(),
  );

  const redis = (options.newClient ?? newClient)(options.url);
  const ear = redis.duplicate();
  for (const client of [redis, ear]) client.on('error', (reason) => fail(reason));
  ear.on('error', () => {
    hearsSinceMs = null;
  });
  // Each time it is connected anew; what was published until then was not heard.
  ear.on('ready', () => {
    ear.subscribe(NEWS, tell).then(() => {
      hearsSinceMs = clock.monotonicMs();
    }, fail);
  });

  function tell(client: string): void {
    if (clientToken.safeParse(client).success) parked(client);
  }

  function fail(reason: unknown): void {
    notBeforeMs = clock.monotonicMs() + BREAKER_MS;
    if (!isDown) log.warn({ reason: String(reason) }, 'no Redis to park pushes in');
    isDown = true;
  }

  /** @throws Error where Redis does not answer in time. */
  function within<T>(asked: () => Promise<T>): Promise<T> {
    if (clock.monotonicMs() < notBeforeMs)
      return Promise.reject(new Error('Redis failed just now'));
    return new Promise<T>((resolve, reject) => {
      const timer = timers.after(DEADLINE_MS, () => ended(new Error('Redis did not answer')));
      const ended = (reason: unknown) => {
        timers.cancel(timer);
        fail(reason);
        reject(reason);
      };
      Promise.resolve()
        .then(asked)
        .then((value) => {
          timers.cancel(timer);
          if (isDown) log.info({}, 'Redis is back for parked pushes');
          isDown = false;
          resolve(value);
        }, ended);
    });
  }

  async function write(client: string, pushes: readonly ParkedPush[]): Promise<void> {
    const place = placeOf(client);
    const ttlMs = settings().parkTtlMs;
    await within(() =>
      redis
        .multi()
        .sAdd(place, seal(options.secret, client, pushes))
        .pExpire(place, ttlMs)
        .publish(NEWS, client)
        .exec(),
    );
  }

  async function writeAll(): Promise<void> {
    unwritten.expire();
    if (isWriting) return;
    isWriting = true;
    for (const [client, pushes] of unwritten.waiting()) {
      try {
        await write(client, pushes);
      } catch {
        break;
      }
      unwritten.drop(client, pushes);
    }
    isWriting = false;
  }

  return {
    park(client, pushes) {
      unwritten.put(client, pushes, settings().parkTtlMs);
      parked(client);
      void writeAll();
    },
    async collect(client) {
      const place = placeOf(client);
      const sealed = await within(() => redis.sMembers(place));
      // Only what was read: an answer that is lost must not take anything with it.
      if (sealed.length > 0) redis.sRem(place, sealed).catch(fail);
      const written = sealed.flatMap((entry) => unseal(options.secret, client, entry));
      return newestOf([...unwritten.take(client), ...written]);
    },
    listen(to) {
      parked = to;
    },
    hearsSinceMs: () => hearsSinceMs,
    size: () => unwritten.size(),
    start() {
      retries.start();
      for (const client of [redis, ear]) client.connect().catch(fail);
    },
    stop() {
      retries.stop();
      for (const client of [redis, ear]) if (client.isOpen) client.destroy();
    },
  };
}

const sign = (secret: string, client: string, text: string) =>
  createHmac('sha256', secret).update(`parked/${client}/${text}`).digest('base64url');

function seal(secret: string, client: string, pushes: readonly ParkedPush[]): string {
  const text = JSON.stringify(pushes);
  return `${sign(secret, client, text)}${text}`;
}

/** What was sealed for this client, or nothing where somebody else wrote it. */
function unseal(secret: string, client: string, entry: string): ParkedPush[] {
  const [signature, text] = [entry.slice(0, 43), entry.slice(43)];
  const good = Buffer.from(sign(secret, client, text));
  const said = Buffer.from(signature);
  if (said.length !== good.length || !timingSafeEqual(said, good)) return [];
  const parsed = pushesOf.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : [];
}
