import { createClient } from 'redis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startTestRedis, type TestRedis } from './test-redis';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.remove());

/** One question over a connection of its own; an error is an answer too. */
async function ask<T>(url: string, question: (client: ReturnType<typeof open>) => Promise<T>) {
  const client = open(url);
  client.on('error', () => {});
  try {
    await client.connect();
    return await question(client);
  } catch (error) {
    return error as Error;
  } finally {
    client.destroy();
  }
}
const open = (url: string) =>
  createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 5_000 } });

test('the Redis of the run answers and keeps nothing on the disk', async () => {
  const save = await ask(inject('redis'), (client) => client.configGet('save'));
  expect(save).toMatchObject({ save: '' });
});

test('a Redis that was killed comes back empty at the same address', async () => {
  expect(await ask(redis.url, (client) => client.set('kept', 'no'))).toBe('OK');
  await redis.kill();
  expect(await ask(redis.url, (client) => client.get('kept'))).toMatchObject({
    message: expect.stringContaining('ECONNREFUSED'),
  });
  await redis.start();
  expect(await ask(redis.url, (client) => client.get('kept'))).toBeNull();
});

test('a frozen Redis answers nobody until it is thawed', async () => {
  redis.freeze();
  let answered = false;
  const answer = ask(redis.url, (client) => client.ping()).then((text) => {
    answered = true;
    return text;
  });
  // The run's own Redis answers meanwhile, so that the silence is not the client's.
  expect(await ask(inject('redis'), (client) => client.ping())).toBe('PONG');
  expect(answered).toBe(false);
  redis.thaw();
  expect(await answer).toBe('PONG');
});
