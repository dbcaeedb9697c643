import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from './stack/ports';
import { waitUntil } from './stack/wait';
import { createTestDatabase, type TestDatabase } from './testing/test-database';

const MASTER = fileURLToPath(new URL('./master.ts', import.meta.url));
let database: TestDatabase;
const running: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
afterAll(() => database.drop());

interface Started {
  child: ChildProcess;
  url: string;
  output(): string;
}

async function startMaster(over: Record<string, string> = {}): Promise<Started> {
  const port = over.PORT ?? String(await freePort());
  const child = spawn(process.execPath, ['--import', 'tsx', MASTER], {
    cwd: path.dirname(path.dirname(MASTER)),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      PORT: port,
      PRIMARY_URL: database.primaryUrl,
      REPLICA_URL: database.replicaUrl,
      NODE_SECRET: 'n'.repeat(40),
      AUTH_SECRET: 'a'.repeat(40),
      PUBLIC_ORIGIN: `http://localhost:${port}`,
      PAGES: 'off',
      ...over,
    },
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  }
  return { child, url: `http://127.0.0.1:${port}`, output: () => text };
}

async function ready(master: Started): Promise<void> {
  const answered = await waitUntil(
    async () => {
      const reply = await fetch(`${master.url}/readyz`).catch(() => null);
      return reply?.status === 200;
    },
    { deadlineMs: 60_000, everyMs: 100 },
  );
  expect(answered, master.output()).toBe(true);
}

async function exitOf({ child }: Started): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

describe('a master', () => {
  test('without pages answers API, probes and documents, and a problem for a page', async () => {
    const master = await startMaster();
    await ready(master);
    const get = (target: string) => fetch(master.url + target);
    expect(await (await get('/api/v1/auctions')).json()).toEqual({ items: [], next: null });
    const { nowMs, errorMs } = await (await get('/api/v1/time')).json();
    expect(Math.abs(nowMs - Date.now())).toBeLessThan(1_000 + errorMs);
    expect((await (await get('/api/v1/openapi.json')).json()).openapi).toBe('3.1.0');
    expect((await get('/api/docs')).headers.get('content-type')).toContain('text/html');
    expect(await (await get('/metrics')).text()).toContain('lotcast_http_request_seconds');
    const page = await get('/');
    expect(page.status).toBe(404);
    expect(page.headers.get('content-type')).toContain('application/problem+json');
    expect((await get('/internal/nothing')).status).toBe(404);
    const register = await fetch(`${master.url}/internal/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(register.status).toBe(401);
    const twin = await fetch(`${master.url.replace('127.0.0.1', 'localhost')}/healthz`);
    expect(await twin.text()).toBe('ok\n');
    master.child.kill('SIGTERM');
    expect(await exitOf(master), master.output()).toBe(0);
  });

  test('ends in order when the process that started it is gone', async () => {
    const master = await startMaster();
    await ready(master);
    master.child.disconnect();
    expect(await exitOf(master), master.output()).toBe(0);
  });

  test('names every bad variable at once and does not start', async () => {
    const master = await startMaster({ PORT: 'x', AUTH_SECRET: 'short', PRIMARY_URL: '' });
    expect(await exitOf(master)).toBe(1);
    for (const name of ['PORT', 'AUTH_SECRET', 'PRIMARY_URL']) {
      expect(master.output()).toContain(name);
    }
    expect(master.output().trim().split('\n')).toHaveLength(1);
  });

  test('says in one line that its port is taken', async () => {
    const first = await startMaster();
    await ready(first);
    const second = await startMaster({ PORT: new URL(first.url).port });
    expect(await exitOf(second)).toBe(1);
    expect(second.output()).toMatch(/cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
  });
});
