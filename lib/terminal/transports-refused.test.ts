import { describe, expect, test } from 'vitest';
import { PROTOCOL } from '../api/frames';
import type { Transport } from './frame-text';
import type { PageRequest } from './testing/page-request';
import { eachWithTerminal } from './testing/terminal-world';
import { PAGES, startTestTerminal } from './testing/test-terminal';

// Whom each transport turns away, and how it says so. Would catch an unchecked origin, a page told nothing.

const world = eachWithTerminal();

describe.each<Transport>(['websocket', 'sse', 'poll'])('[PSH1] over %s', (transport) => {
  const open = (request?: PageRequest) => world.open(transport, request);
  /** A page that was told it is up to date. */
  const opened = async (request?: PageRequest) => {
    const page = open(request);
    await page.next('beat', (beat) => 'auction:7/0' in beat.channels);
    return page;
  };

  test('[AUT2] a page of a foreign origin is refused; ours and programs are not', async () => {
    expect(await open({ origin: 'https://evil.example' }).status).toBe(403);
    const ok = transport === 'websocket' ? 101 : 200;
    expect(await open({ origin: PAGES }).status).toBe(ok);
    expect(await open().status).toBe(ok);
  });

  test.each([
    ['no channel', { channel: '' }, 'no-channel'],
    ['a channel that is none', { channel: 'auction:7,../etc' }, 'bad-channel'],
    ['a channel of one person', { channel: 'reg:9' }, 'ticket-needed'],
    ['one beside a public one', { channel: 'auction:7,reg:9' }, 'ticket-needed'],
    [
      'too many channels',
      { channel: Array.from({ length: 65 }, (_, at) => `lot:${at + 1}`).join(',') },
      'too-many-channels',
    ],
    ['a malformed have', { have: '42.17,;drop' }, 'bad-address'],
    ['a lot twice', { have: '42.17,42.18' }, 'bad-address'],
  ])('[PSH1] %s is an error frame and the end', async (_name, request, kind) => {
    const page = open(request);
    expect(await page.next('error')).toMatchObject({ kind, retry: 'never' });
    expect(await page.closed).toBe(transport === 'websocket' ? 1008 : 0);
    expect(page.frames.some((frame) => frame.t === 'lots')).toBe(false);
  });

  test.each([
    ['older', PROTOCOL - 1],
    ['newer', PROTOCOL + 1],
  ])(
    '[WIR4] a page that is %s than the house is told so in words it can read',
    async (_, protocol) => {
      const page = open({ protocol });
      // No field more: this frame is the same in every version.
      const said = { t: 'error', kind: 'other-protocol', retry: 'never' };
      expect(await page.next('error')).toEqual(said);
      expect(await page.closed).toBe(transport === 'websocket' ? 1008 : 0);
      expect(page.frames).toEqual([said]);
    },
  );

  test('[WIR4] a page of the same version is served, as is a program that says none', async () => {
    await opened({ protocol: PROTOCOL });
    await opened();
  });

  test('[PSH1] connections from one address are bounded', async () => {
    world.terminal.end();
    world.terminal = await startTestTerminal(world.master, {
      limits: { perAddress: 2, total: 10 },
    });
    await opened();
    const second = await opened();
    expect(await open().status).toBe(429);
    second.close();
    // One that polls is not missed at once: it may be between answer and question.
    while ((await open().status) === 429);
    expect(await open().status).toBe(429);
  });

  test('[PSH7] a terminal that stops ends its connections so that pages move', async () => {
    const page = await opened();
    world.terminal.stop();
    expect(await page.closed).toBe(transport === 'websocket' ? 1012 : 0);
  });
});

describe('[PSH8] an event stream', () => {
  test('[PSH8] carries what proxies need to leave it alone, and allows no credentials', async () => {
    const abort = new AbortController();
    const answer = await fetch(`${world.terminal.origin}/v1/stream?channel=auction:7&epoch=0`, {
      headers: { origin: PAGES },
      signal: abort.signal,
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGES);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toBe('origin');
    abort.abort();
  });
});
