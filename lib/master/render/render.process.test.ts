import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../../server/stack/wait';
import { systemClock, systemTimers } from '../../config/system';
import { pageProxy } from './page-proxy';
import { createRenderChild, type RenderChild } from './render-child';

const RENDERER = fileURLToPath(new URL('./testing/stand-in-renderer.mjs', import.meta.url));
const TERMINAL = 'http://127.0.0.1:4001';

let app: FastifyInstance;
let child: RenderChild;
let port: number;
const logged: string[] = [];

beforeAll(async () => {
  child = createRenderChild({
    nodeArgs: [RENDERER],
    cwd: process.cwd(),
    dataDir: '',
    env: { NODE_ENV: 'test', PATH: process.env.PATH ?? '' },
    clock: systemClock,
    timers: systemTimers,
    log: { info: () => {}, warn: (line) => void logged.push(line) },
  });
  app = Fastify();
  app.get('/healthz', async () => 'ok');
  await app.register(pageProxy, {
    child,
    publicOrigin: 'http://localhost:3000',
    development: false,
    terminals: () => [TERMINAL],
    log: { error: (known, line) => void logged.push(`${line} ${JSON.stringify(known)}`) },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await child.stop();
  await app.close();
});

interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

function get(path: string, headers: Record<string, string> = {}, body = ''): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const method = body === '' ? 'GET' : 'POST';
    const options = { port, path, method, headers: { host: 'localhost:3000', ...headers } };
    const request = http.request({ host: '127.0.0.1', ...options }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

const untilReady = async () => {
  const ready = await waitUntil(async () => child.state() === 'ready', {
    deadlineMs: 30_000,
    everyMs: 20,
  });
  expect(ready).toBe(true);
};

describe('pages', () => {
  test('before the renderer is ready the front says so by itself', async () => {
    const reply = await get('/');
    expect(reply.status).toBe(503);
    expect(reply.headers['retry-after']).toBe('2');
    expect(reply.text).toContain('Confirmed bids stand');
    expect(reply.text).toContain('已确认的出价有效');
    child.start();
    await untilReady();
    expect((await get('/')).status).toBe(200);
  });

  test('the policy has one nonce, given to the renderer and to the browser alike', async () => {
    const [one, two] = [await get('/'), await get('/')];
    const policy = String(one.headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    const { headers } = JSON.parse(one.text);
    expect(headers['x-nonce']).toBe(nonce);
    expect(headers['content-security-policy']).toBe(policy);
    expect(policy).toContain(`connect-src 'self' ${TERMINAL} ws://127.0.0.1:4001`);
    expect(policy).not.toContain("script-src 'unsafe");
    expect(two.headers['content-security-policy']).not.toBe(policy);
    expect(one.headers['x-content-type-options']).toBe('nosniff');
  });

  test('what a client forges never reaches the renderer', async () => {
    const reply = await get('/', {
      'x-nonce': 'mine',
      'content-security-policy': "script-src 'unsafe-inline'",
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-host': 'evil.test',
      'x-middleware-subrequest': 'src/middleware',
      forwarded: 'for=1.2.3.4',
      'accept-language': 'zh',
    });
    const { headers } = JSON.parse(reply.text);
    expect(JSON.stringify(headers)).not.toMatch(/mine|unsafe-inline'"|1\.2\.3\.4|evil\.test/);
    expect(headers).toMatchObject({
      host: 'localhost:3000',
      'x-forwarded-host': 'localhost:3000',
      'x-forwarded-proto': 'http',
      'accept-language': 'zh',
    });
    expect(headers).not.toHaveProperty('x-middleware-subrequest');
  });

  test('a body passes through as it came', async () => {
    const reply = await get('/form', { 'content-type': 'text/plain' }, 'a=1&b=2');
    expect(JSON.parse(reply.text).body).toBe('a=1&b=2');
  });

  test('[AUT2] a page opened under another name of this machine moves to the public one', async () => {
    const reply = await get('/lots/4-vase?x=1', { host: `127.0.0.1:${port}` });
    expect(reply.status).toBe(307);
    expect(reply.headers.location).toBe('http://localhost:3000/lots/4-vase?x=1');
    expect((await get('/', { host: 'auction.example' })).status).toBe(200);
  });

  test('a failed page is a static one with a reference that is in the log, and no word more', async () => {
    const reply = await get('/broken');
    expect(reply.status).toBe(500);
    expect(reply.text).not.toMatch(/secret|page\.tsx/);
    const reference = /Reference ([2-9A-Z]{4})\./.exec(reply.text)?.[1];
    expect(logged.some((line) => line.includes(`"reference":"${reference}"`))).toBe(true);
  });

  test('a reader who leaves ends the rendering too', async () => {
    const request = http.get({
      host: '127.0.0.1',
      port,
      path: '/slow',
      headers: { host: 'localhost' },
    });
    const answer = await new Promise<http.IncomingMessage>((resolve) =>
      request.once('response', resolve),
    );
    await new Promise((resolve) => answer.once('data', resolve));
    request.destroy();
    const ended = await waitUntil(async () => JSON.parse((await get('/')).text).aborted === 1, {
      deadlineMs: 10_000,
      everyMs: 20,
    });
    expect(ended).toBe(true);
  });
});

/** Waits until pages come from another process than `pid`. */
async function untilReplaced(pid: number): Promise<void> {
  const replaced = await waitUntil(
    async () => {
      const reply = await get('/');
      return reply.status === 200 && JSON.parse(reply.text).pid !== pid;
    },
    { deadlineMs: 30_000, everyMs: 50 },
  );
  expect(replaced).toBe(true);
}

describe('the renderer is replaced, and the front answers meanwhile', () => {
  test('when it dies', async () => {
    const { pid } = JSON.parse((await get('/')).text);
    const failed = await get('/die');
    expect(failed.status).toBe(500);
    expect((await get('/healthz')).text).toBe('ok');
    await untilReplaced(pid);
    expect(child.restarts()).toBe(1);
  });

  test('when it loops and is silent', async () => {
    const { pid } = JSON.parse((await get('/')).text);
    const stuck = get('/loop');
    expect((await get('/healthz')).text).toBe('ok');
    expect((await stuck).status).toBe(500);
    await untilReplaced(pid);
    expect(logged).toContain('the process that renders pages is silent and is replaced');
  });
});
