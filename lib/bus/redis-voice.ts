import type { BusMessage, BusName } from '../api/bus-wire';
import type { Timers } from '../shared/ports';
import { busChannel } from './bus-channel';
import type { BusLog } from './log';
import { connectRedis, type NewRedisClient } from './redis-connection';
import { seal } from './seal';

/** A master's side of the bus on Redis (BUS1). */
export interface RedisVoice {
  /**
   * Publishes in this order, in one write.
   * @throws Error where Redis has not taken all of it within `deadlineMs`; some may be out.
   */
  publish(
    installation: string,
    messages: readonly { name: BusName; message: BusMessage }[],
    deadlineMs: number,
  ): Promise<void>;
  isUp(): boolean;
  close(): Promise<void>;
}

/** Connects a master to the bus; while it is not connected, publishing fails at once. */
export function redisVoice(options: {
  url: string;
  masterName: string;
  secret: string;
  timers: Timers;
  log: BusLog;
  newClient?: NewRedisClient;
}): RedisVoice {
  const { timers, secret } = options;
  const connection = connectRedis({ ...options, name: `lotcast-${options.masterName}` });
  return {
    async publish(installation, messages, deadlineMs) {
      const life = connection.current();
      if (!life) throw new Error('the bus is not connected');
      const taken = Promise.all(
        messages.map(({ name, message }) => {
          const channel = busChannel(installation, name);
          return life.publish(channel, seal(secret, channel, message));
        }),
      );
      let late: (reason: Error) => void = () => {};
      const deadline = new Promise<never>((_, reject) => {
        late = reject;
      });
      const timer = timers.after(deadlineMs, () => late(new Error('Redis does not answer')));
      try {
        await Promise.race([taken, deadline]);
      } catch (reason) {
        // What it was sent and did not answer is in doubt: nothing more goes that way.
        connection.fail(life, String(reason));
        throw reason;
      } finally {
        timers.cancel(timer);
      }
    },
    isUp: () => connection.current() !== null,
    close: async () => connection.close(),
  };
}
