import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TerminalOut } from '../lib/api/frames';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { type AskHouse, askWith, newProgram, openTestSale } from './testing/house-programs';
import {
  createRealProcesses,
  type RealProcess,
  type RealProcesses,
} from './testing/real-processes';

// What a credential opened at a terminal, once it has ended: by the API, which tells nodes, and by
// `npm run admin`, which tells nobody. Would catch: a private stream that outlives the key or the
// sessions of its owner, one that takes the public part of the page with it, and an end that also
// ends what a good credential may open.

const run = promisify(execFile);

let house: RealProcesses;
let master: RealProcess;
let terminal: RealProcess;
let auctionId = 0;
const pages: TestPage[] = [];

beforeAll(async () => {
  house = await createRealProcesses();
  master = await house.startMaster();
  terminal = await house.startTerminal('terminal-1', { masters: [master] });
  const { ask } = await newProgram(house.pool, 'auctioneer', master.url);
  ({ auctionId } = await openTestSale(ask));
}, 240_000);

afterAll(async () => {
  for (const page of pages) page.close();
  await house.stop();
});

/** A bidder with two keys, and a page whose private stream the first one opened. */
async function someone() {
  const { ask } = await newProgram(house.pool, 'bidder', master.url);
  const { body } = await ask('POST', `/auctions/${auctionId}/registrations`, { termsVersion: 1 });
  const { body: me } = await ask('GET', '/me');
  const { body: keys } = await ask('GET', '/keys');
  const { body: other } = await ask('POST', '/keys', { name: 'another' });
  const channel = `reg:${body.id}`;
  const page = await pageOf(ask, channel);
  return {
    ...{ ask, channel, page, email: me.email as string },
    keyId: (keys.items as { id: number }[])[0]?.id ?? 0,
    withOtherKey: askWith(other.key as string, master.url),
  };
}

/** A page that follows the sale, and proven what concerns its reader. */
async function pageOf(ask: AskHouse, channel: string): Promise<TestPage> {
  const { body } = await ask('POST', '/live-tickets', { channel });
  const page = openPage('websocket', terminal.url, {
    ...{ channel: `auction:${auctionId}`, tickets: [body.ticket as string] },
  });
  pages.push(page);
  await page.next('beat', (beat) => channel in beat.channels);
  return page;
}

const endOf = (page: TestPage) => page.next('error');

/** What is said of an end that a new ticket may follow. */
const ended = (channel: string): TerminalOut => ({
  ...{ t: 'error', kind: 'ticket-revoked', retry: 'after-resync', channel },
});

/** The page's public part goes on: it is proven again after what has come so far. */
async function isStillLive(page: TestPage): Promise<void> {
  const isProven = ({ channels }: { channels: object }) => `auction:${auctionId}/0` in channels;
  await page.next('beat', isProven, page.frames.length);
}

const admin = (...args: string[]) =>
  run(process.execPath, ['--import', 'tsx', 'scripts/admin.ts', ...args], {
    env: { ...process.env, DATABASE_URL: house.database.primaryUrl },
  });

describe('[AUT1] a private stream ends', () => {
  test('[AUT1] with the key that opened it, and opens again for a key that is good', async () => {
    const { page, channel, keyId, ask, withOtherKey } = await someone();
    await withOtherKey('DELETE', `/keys/${keyId}`);
    expect(await endOf(page)).toEqual(ended(channel));
    await isStillLive(page);
    await expect(ask('POST', '/live-tickets', { channel })).rejects.toThrow(/invalid-key/);
    await pageOf(withOtherKey, channel);
  });

  test('[AUT1][ANT1] with a key that was revoked by hand: terminals find it by themselves', async () => {
    const { page, channel, email, keyId } = await someone();
    await admin('revoke-key', '--email', email, '--id', String(keyId));
    expect(await endOf(page)).toEqual(ended(channel));
    await isStillLive(page);
  });

  test('[AUT1][ANT1] with sessions that were ended by hand', async () => {
    const { page, channel, email, withOtherKey } = await someone();
    await admin('end-sessions', '--email', email);
    expect(await endOf(page)).toEqual(ended(channel));
    await isStillLive(page);
    // A key is no session.
    await pageOf(withOtherKey, channel);
  });
});
