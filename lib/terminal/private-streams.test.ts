import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTicketSigner, type LiveTicket, TICKET_LIFE_MS } from '../node-token/live-ticket';
import { digestOf } from '../sync/digest';
import type { Transport } from './frame-text';
import type { PageRequest } from './testing/page-request';
import { openPage, type TestPage } from './testing/pages';
import { auctionRecord, lotRecord, ownRecord } from './testing/records';
import { type SmallMaster, startSmallMaster } from './testing/small-master';
import { startTestTerminal, type TestTerminal } from './testing/test-terminal';

// A registration's own channel at a real terminal over real HTTP, by each transport. Would catch:
// somebody who hears of another's affairs, a stream that outlives its ticket or the standing it was
// given for, a ticket that opens twice, a public stream that suffers for a private one, and a lost
// `me` that nobody notices.

// Real sockets, on machines that may have much else to do.
vi.setConfig({ testTimeout: 60_000 });

let master: SmallMaster;
let terminal: TestTerminal;
let origin: string;
let pages: TestPage[];

beforeEach(async () => {
  master = await startSmallMaster();
  for (const record of [auctionRecord(3), lotRecord(42, 17), ownRecord('reg', 1)]) {
    master.put(record);
  }
  master.put(ownRecord('me', 4));
  pages = [];
  terminal = await startTestTerminal(master);
  origin = terminal.origin;
});
afterEach(async () => {
  for (const page of pages) page.close();
  terminal.end();
  await master.stop();
});

const digestAt = (version: number) => digestOf(1, [{ key: 'me:9', version }]);

describe.each<Transport>(['websocket', 'sse', 'poll'])('[AUT1, PSH10] over %s', (transport) => {
  /** A ticket as this transport may say it. */
  const ticket = (more: Partial<LiveTicket> = {}) =>
    master.ticket({ terminal: transport === 'websocket' ? null : origin, ...more });
  const open = (request: PageRequest = {}) => {
    const page = openPage(transport, origin, request);
    pages.push(page);
    return page;
  };
  const noticed = (page: TestPage) =>
    page.frames.flatMap((frame) => (frame.t === 'me' ? [frame.version] : []));
  /** The page still gets what everyone gets: a bid that is made now. */
  async function expectPublic(page: TestPage, version: number): Promise<void> {
    await master.change(lotRecord(42, version));
    await page.next('lots', (frame) => frame.lots.some((lot) => lot.version === version));
  }

  test('with a ticket a page hears that something concerns it, and of nothing else', async () => {
    const page = open({ tickets: [ticket()] });
    expect(await page.next('me')).toEqual({ t: 'me', id: 9, version: 4 });
    await master.change(ownRecord('me', 5));
    expect(await page.next('me', (frame) => frame.version === 5)).toEqual({
      t: 'me',
      id: 9,
      version: 5,
    });
    await master.change(ownRecord('me', 2, 10));
    await expectPublic(page, 18);
    expect(noticed(page)).toEqual([4, 5]);
  });

  test('without a ticket, or with another person’s, nobody hears of it', async () => {
    const bare = open();
    const other = open({ tickets: [ticket({ channel: 'reg:10' })] });
    const own = open({ tickets: [ticket()] });
    await own.next('me');
    await Promise.all(
      [bare, other].map((page) => page.next('beat', ({ channels }) => 'auction:7/0' in channels)),
    );
    await master.change(ownRecord('me', 5));
    await own.next('me', (frame) => frame.version === 5);
    for (const page of [bare, other]) {
      await page.next('beat', () => true, page.frames.length);
      expect(noticed(page)).toEqual([]);
      const named = page.frames.flatMap((frame) =>
        frame.t === 'beat' || frame.t === 'hello' ? Object.keys(frame.channels) : [],
      );
      expect(named).not.toContain('reg:9');
    }
  });

  test.each<[string, Partial<LiveTicket>, string]>([
    ['expired', { expiresAtMs: Date.now() - 1 }, 'ticket-expired'],
    ['of another epoch', { epoch: 2 }, 'ticket-other-epoch'],
    ['for another terminal', { terminal: 'http://127.0.0.1:1' }, 'ticket-other-terminal'],
  ])(
    'a ticket that is %s opens nothing, is named, and costs no public frame',
    async (_, more, kind) => {
      const page = open({ tickets: [ticket(more)] });
      expect(await page.next('error')).toEqual({
        t: 'error',
        kind,
        retry: 'after-resync',
        channel: 'reg:9',
      });
      await page.next('lots');
      await expectPublic(page, 18);
      expect(noticed(page)).toEqual([]);
    },
  );

  test.each([
    ['signed by somebody else', () => createTicketSigner('x'.repeat(32)).sign(aTicket())],
    ['no ticket at all', () => 'AAAA.BBBB'],
  ])('a ticket that is %s ends the connection', async (_, made) => {
    const page = open({ tickets: [made()] });
    expect(await page.next('error')).toMatchObject({ kind: 'bad-ticket', retry: 'never' });
    await page.closed;
    expect(noticed(page)).toEqual([]);
  });

  /** A ticket with nothing wrong but who signed it. */
  function aTicket(): LiveTicket {
    const nowMs = Date.now();
    return {
      channel: 'reg:9',
      standing: 1,
      epoch: 1,
      signedAtMs: nowMs,
      expiresAtMs: nowMs + TICKET_LIFE_MS,
      id: 'A'.repeat(22),
      terminal: transport === 'websocket' ? null : origin,
    };
  }

  test('when the ticket expires the stream ends with a word, and the public one goes on', async () => {
    const page = open({ tickets: [ticket({ expiresAtMs: Date.now() + 4_000 })] });
    await page.next('me');
    expect(await page.next('error')).toMatchObject({ kind: 'ticket-expired', channel: 'reg:9' });
    await master.change(ownRecord('me', 5));
    await expectPublic(page, 18);
    await page.next('beat', () => true, page.frames.length);
    expect(noticed(page)).toEqual([4]);
  });

  test('when what the registration allows changes, its `me` comes first and then the end', async () => {
    const page = open({ tickets: [ticket()] });
    await page.next('me');
    const from = page.frames.length;
    // As one notice brings them, the end before the reason.
    master.put(ownRecord('me', 5));
    master.put(ownRecord('reg', 2));
    await master.notify([
      { op: 'put', key: 'reg:9', version: 2, channel: 'reg:9' },
      { op: 'put', key: 'me:9', version: 5, channel: 'reg:9' },
    ]);
    await page.next('error', (frame) => frame.kind === 'ticket-revoked', from);
    const after = page.frames.slice(from).filter(({ t }) => t === 'me' || t === 'error');
    expect(after).toEqual([
      { t: 'me', id: 9, version: 5 },
      { t: 'error', kind: 'ticket-revoked', retry: 'after-resync', channel: 'reg:9' },
    ]);
    await expectPublic(page, 18);
    // The old ticket's kind opens nothing any more; one for the new standing does.
    const old = open({ tickets: [ticket()] });
    expect(await old.next('error')).toMatchObject({ kind: 'ticket-revoked' });
    const fresh = open({ tickets: [ticket({ standing: 2 })] });
    await master.change(ownRecord('me', 6));
    await fresh.next('me', (frame) => frame.version === 6);
  });

  test('[EPO2] a higher epoch ends it: standings of another history say nothing', async () => {
    const page = open({ tickets: [ticket()] });
    await page.next('me');
    master.epoch = 2;
    await master.notify([], { epoch: 2 });
    await page.next('error', (frame) => frame.channel === 'reg:9');
    await page.next('reset', (frame) => frame.epoch === 2);
    const again = open({ epoch: 2, tickets: [ticket()] });
    await again.next('me', (frame) => frame.version === 4);
  });

  test('[ANT2, PSH7] a `me` whose notice was lost is found, and beats prove the channel', async () => {
    const page = open({ tickets: [ticket()] });
    await page.next('beat', ({ channels }) => channels['reg:9'] === digestAt(4));
    master.put(ownRecord('me', 5));
    expect((await page.next('me', (frame) => frame.version === 5)).version).toBe(5);
    await page.next('beat', ({ channels }) => channels['reg:9'] === digestAt(5));
  });

  test('[ANT2] what was suspended while this terminal could not know ends the stream then', async () => {
    master.put(ownRecord('reg', 2));
    const page = open({ tickets: [ticket({ standing: 1 })] });
    expect(await page.next('error')).toMatchObject({ kind: 'ticket-revoked', channel: 'reg:9' });
  });
});

describe('[AUT1] where the address is written in logs', () => {
  const ticket = (more: Partial<LiveTicket> = {}) => master.ticket({ terminal: origin, ...more });
  const open = (tickets: string[]) => {
    const page = openPage('sse', origin, { tickets });
    pages.push(page);
    return page;
  };

  test('a ticket opens once: whoever reads it there and repeats it hears nothing', async () => {
    const said = ticket();
    await open([said]).next('me');
    const thief = open([said]);
    expect(await thief.next('error')).toMatchObject({ kind: 'ticket-used', channel: 'reg:9' });
    await thief.next('lots');
    expect(thief.frames.filter(({ t }) => t === 'me')).toEqual([]);
  });

  test('a terminal that began after it was signed does not take it', async () => {
    const said = ticket({ signedAtMs: Date.now() - 60_000, expiresAtMs: Date.now() + 60_000 });
    expect(await open([said]).next('error')).toMatchObject({ kind: 'ticket-used' });
  });

  test('one that is meant for a message is not taken from an address', async () => {
    const said = master.ticket();
    expect(await open([said]).next('error')).toMatchObject({ kind: 'ticket-other-terminal' });
  });
});
