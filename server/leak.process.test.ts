import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, type TestPage } from '../lib/terminal/testing/pages';
import { newProgram } from './testing/house-programs';
import {
  createRealProcesses,
  type RealProcess,
  type RealProcesses,
} from './testing/real-processes';

// Everything that goes into and out of a real terminal, and all that Memcached holds, during a sale
// with a reserve and maxima. Would catch: a field too many in a record, a notice that says what it is
// about, and a name where only a paddle belongs.

/** Nine digits, so that no digest or time holds them by chance. */
const RESERVE_MINOR = 876_543_219;
const MAX_MINOR = 777_777_703;

/** A proxy that writes down what passes, both ways. */
async function recorder() {
  let passed = '';
  let target = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        passed += chunk.toString('latin1');
        to.write(chunk);
      });
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    to: (port: number | string) => {
      target = Number(port);
    },
    passed: () => passed,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every key and value that a Memcached holds, as it says them. */
async function everythingIn(port: number): Promise<string> {
  const ask = (line: string, end: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\r\n`));
      let said = '';
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        said += chunk.toString('latin1');
        if (!end.test(said)) return;
        socket.destroy();
        resolve(said);
      });
    });
  const dump = await ask('lru_crawler metadump all', /END\r\n$|^ERROR|^BUSY/);
  const keys = [...dump.matchAll(/^key=(\S+)/gm)].map(([, key = '']) => decodeURIComponent(key));
  const values = await Promise.all(keys.map((key) => ask(`get ${key}`, /END\r\n$/)));
  return values.join('\n');
}

let house: RealProcesses;
let recorders: Record<'master' | 'terminal' | 'memcached', Awaited<ReturnType<typeof recorder>>>;
let master: RealProcess;
let terminal: RealProcess;
let page: TestPage | undefined;

beforeAll(async () => {
  house = await createRealProcesses();
  recorders = {
    master: await recorder(),
    terminal: await recorder(),
    memcached: await recorder(),
  };
  master = await house.startMaster();
  recorders.master.to(new URL(master.url).port);
  recorders.memcached.to(house.memcached.address.split(':')[1] ?? 0);
  await house.startAgent('agent-1', { masters: [master] });
  terminal = await house.startTerminal('terminal-1', {
    masters: [{ ...master, url: recorders.master.url }],
    env: {
      NODE_URL: recorders.terminal.url,
      MEMCACHED: `127.0.0.1:${recorders.memcached.port}`,
    },
  });
  recorders.terminal.to(new URL(terminal.url).port);
});
afterAll(async () => {
  page?.close();
  await house.stop();
  for (const one of Object.values(recorders)) await one.stop();
});

test('[AUT1] no maximum, reserve, name, address or user id reaches a terminal or Memcached', async () => {
  const auctioneer = await newProgram(house.pool, 'auctioneer', master.url);
  const ann = await newProgram(house.pool, 'bidder', master.url);
  const bob = await newProgram(house.pool, 'bidder', master.url);
  await house.pool.query(`update person set name = 'Zebedee Quartermain ' || id where name <> ''`);
  const made = await auctioneer.ask('POST', '/auctions', {
    title: { en: 'Clocks', zh: '钟表' },
    currency: 'GBP',
  });
  const auctionId = made.body.id as number;
  await auctioneer.ask('PATCH', `/auctions/${auctionId}`, { state: 'published' }, made.etag);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const { body } = await auctioneer.ask('POST', `/auctions/${auctionId}/lots`, {
    title: { en: 'A clock', zh: '钟' },
    startMinor: 10_000,
    reserveMinor: RESERVE_MINOR,
    opensAt: at(60_000),
    closesAt: at(3_600_000),
  });
  const lotId = (body.lots as { id: number }[])[0]?.id ?? 0;
  const act = async (action: string) => {
    const lot = await auctioneer.ask('GET', `/lots/${lotId}`);
    const version = lot.body.version;
    await auctioneer.ask('POST', `/lots/${lotId}/actions`, { action, version });
  };
  await act('open');
  for (const one of [ann, bob]) {
    await one.ask('POST', `/auctions/${auctionId}/registrations`, { termsVersion: 1 });
  }
  const mine = await ann.ask('GET', '/me/registrations');
  const id = (mine.body.items as { id: number }[])[0]?.id ?? 0;
  const given = await ann.ask('POST', '/live-tickets', { channel: `reg:${id}` });

  page = openPage('websocket', terminal.url, {
    channel: `auction:${auctionId}`,
    tickets: [given.body.ticket as string],
  });
  await page.next('me', ({ version }) => version === 1);
  const bid = (amountMinor: number) => ({ amountMinor, kind: 'max' });
  await ann.ask('POST', `/lots/${lotId}/bids`, bid(MAX_MINOR - 5));
  await ann.ask('POST', `/lots/${lotId}/bids`, bid(MAX_MINOR));
  await bob.ask('POST', `/lots/${lotId}/bids`, bid(20_000));
  await page.next('lots', ({ lots }) => lots.some((lot) => lot.priceMinor === 22_000));
  await page.next('me', ({ version }) => version === 3);
  await act('close');
  await page.next('lots', ({ lots }) => lots.some((lot) => lot.state === 'passed'));
  await page.next('me', ({ version }) => version === 4);

  const port = Number(house.memcached.address.split(':')[1]);
  // What is judged is what was waited for: a listing may leave out what changes place meanwhile.
  let held = '';
  await expect
    .poll(
      async () => {
        held = await everythingIn(port);
        return held;
      },
      { timeout: 60_000, interval: 250 },
    )
    .toContain('"state":"passed"');
  const seen = {
    fromMaster: recorders.master.passed(),
    notices: recorders.terminal.passed(),
    reads: recorders.memcached.passed(),
    held,
    frames: JSON.stringify(page.frames),
  };
  // What was looked at is what passed, in the clear.
  expect(seen.fromMaster).toContain('"ticketKey"');
  expect(seen.notices).toContain(`"me:${id}"`);
  expect(seen.reads).toContain(`lot:${lotId}`);
  expect(seen.held).toContain('"bidCount":2');
  expect(seen.frames).toContain('"priceMinor":22000');

  const { rows } = await house.pool.query<{ id: string; name: string; email: string }>(
    'select id, name, email from person',
  );
  expect(rows.length).toBeGreaterThanOrEqual(3);
  const secrets = [
    ...[RESERVE_MINOR, MAX_MINOR, MAX_MINOR - 5].map(String),
    ...rows.flatMap((person) => [person.id, person.name, person.email]),
    ...[ann.key, bob.key, auctioneer.key],
    ...['maxMinor', 'reserveMinor', 'userId', 'Quartermain', '@example.test'],
  ];
  for (const [where, text] of Object.entries(seen)) {
    expect(
      secrets.filter((secret) => text.includes(secret)),
      where,
    ).toEqual([]);
  }
});
