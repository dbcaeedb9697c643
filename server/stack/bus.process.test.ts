import path from 'node:path';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestRedis } from '../testing/test-redis';
import { type HouseRun, makeTestProject, runHouseIn, type TestProject } from './testing/test-house';

// Would catch: a Redis that nobody restarts, one that nodes are not told of, a Redis of the house's
// own beside the one it was told of.

let project: TestProject;
let house: HouseRun;
beforeAll(async () => {
  project = await makeTestProject();
  house = runHouseIn(project.root, { flags: ['--no-demo', '--bus', 'redis'] });
});
afterAll(async () => {
  house.process.kill('SIGTERM');
  await house.ended;
  project.remove();
});

const part = (name: string) => house.parts().find((each) => each.name === name);

async function ping(url: string): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.ping();
  } catch (reason) {
    return String(reason);
  } finally {
    if (client.isOpen) client.destroy();
  }
}

test('[BUS1] with --bus redis the house has a Redis of its own, tells every node, and restarts it', async () => {
  await house.up;
  const redis = part('redis');
  expect(redis?.url).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
  expect(await ping(redis?.url ?? '')).toBe('PONG');
  for (const name of ['master-1', 'terminal-1', 'agent-1']) {
    const env = await (await fetch(`http://127.0.0.1:${part(name)?.port}/`)).json();
    expect(env).toMatchObject({ BUS: 'redis', REDIS_URL: redis?.url });
  }
  process.kill(redis?.pid ?? 0, 'SIGKILL');
  await expect.poll(() => part('redis')?.pid, { timeout: 60_000 }).not.toBe(redis?.pid);
  await expect.poll(() => ping(redis?.url ?? ''), { timeout: 60_000 }).toBe('PONG');
});

test('[BUS1] a Redis that the house is told of is used and left alone, and no other is started', async () => {
  house.process.kill('SIGTERM');
  await house.ended;
  const told = await startTestRedis();
  try {
    const flags = ['--no-demo', '--terminals', '1', '--bus', 'redis', '--redis-url', told.url];
    house = runHouseIn(project.root, { flags });
    await house.up;
    expect(part('redis')).toBeUndefined();
    const env = await (await fetch(`http://127.0.0.1:${part('terminal-1')?.port}/`)).json();
    expect(env).toMatchObject({ BUS: 'redis', REDIS_URL: told.url });
    house.process.kill('SIGTERM');
    expect(await house.ended).toBe(0);
    expect(await ping(told.url)).toBe('PONG');
  } finally {
    await told.remove();
  }
});

test('[BUS1] a house that is to use Redis and has none says so, and what would help', async () => {
  // Neither Redis nor what would unpack it.
  const env = { ...process.env, PATH: '' };
  const data = path.join(project.root, '.data-without');
  house = runHouseIn(project.root, { data, env, flags: ['--no-demo', '--bus', 'redis'] });
  expect(await house.ended).toBe(1);
  expect(house.said()).toMatch(/--bus redis needs a Redis: .*\. Name one with --redis-url\./);
});
