import type { Socket } from 'node:net';
import { openPage, type TestPage } from '../../lib/terminal/testing/pages';
import { connectRaw } from './abuse';
import { newProgram, openTestSale } from './house-programs';
import { createRealProcesses, type RealProcess, type RealProcesses } from './real-processes';

/** How often each wrong thing is sent: said in the log once all the same. */
export const TIMES = 3;

/** How long a test waits for what a busy machine is slow to show. */
export const PATIENCE = { timeout: 60_000, interval: 20 };

/**
 * A real master and a real terminal, and beside whoever sends what is wrong two pages that do nothing:
 * after every kind of it a bid is made, and both must show it.
 */
export interface BesiegedHouse {
  house: RealProcesses;
  master: RealProcess;
  terminal: RealProcess;
  lotId: number;
  /** The sale's channel. */
  sale: string;
  /** Nobody else lost anything: a bid is taken, and both pages show it. */
  someoneBids(): Promise<void>;
  /** Headers that never end, sent to both processes at the start, and what was answered at last. */
  idle: { socket: Socket; answered: Promise<string> }[];
  stop(): Promise<void>;
}

/** Starts it, with a sale of one lot that two bid on. */
export async function besiegeHouse(): Promise<BesiegedHouse> {
  const house = await createRealProcesses();
  const master = await house.startMaster();
  const terminal = await house.startTerminal('terminal-1', { masters: [master] });
  const { ask } = await newProgram(house.pool, 'auctioneer', master.url);
  const { auctionId, lotIds } = await openTestSale(ask);
  const lotId = lotIds[0] ?? 0;
  const sale = `auction:${auctionId}`;
  const bidders = await Promise.all(
    [1, 2].map(async () => {
      const bidder = await newProgram(house.pool, 'bidder', master.url);
      await bidder.ask('POST', `/auctions/${auctionId}/registrations`, { termsVersion: 1 });
      return bidder.ask;
    }),
  );
  const pages: TestPage[] = (['websocket', 'poll'] as const).map((transport) =>
    openPage(transport, terminal.url, { channel: sale }),
  );
  for (const page of pages) await page.next('beat', (beat) => `${sale}/0` in beat.channels);
  let bids = 0;
  return {
    ...{ house, master, terminal, lotId, sale },
    idle: [terminal, master].flatMap(({ url }) =>
      Array.from({ length: TIMES }, () => neverEnding(url)),
    ),
    async someoneBids() {
      const amountMinor = pages[0]?.lots().get(lotId)?.askMinor ?? 0;
      bids += 1;
      await bidders[bids % 2]?.('POST', `/lots/${lotId}/bids`, { amountMinor, kind: 'exact' });
      for (const page of pages) {
        await page.next('lots', ({ lots }) =>
          lots.some((lot) => lot.id === lotId && lot.priceMinor === amountMinor),
        );
      }
    },
    async stop() {
      for (const page of pages) page.close();
      await house.stop();
    },
  };
}

function neverEnding(url: string) {
  const socket = connectRaw(url);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.write('GET /v1/stream HTTP/1.1\r\nhost: somebody\r\n');
  return {
    socket,
    answered: new Promise<string>((resolve) => socket.once('close', () => resolve(text))),
  };
}

/** Asks as often as it takes to see that it is refused each time; @returns the last answer. */
export async function refusedBy(url: string, path: string, init: RequestInit): Promise<Response> {
  for (let nth = 1; nth < TIMES; nth += 1) await (await fetch(url + path, init)).text();
  return fetch(url + path, init);
}

/** A call with a body that says it is JSON. */
export const jsonCall = (authorization: string, body: string): RequestInit => ({
  method: 'POST',
  headers: { authorization, 'content-type': 'application/json' },
  body,
});

/** The head of a call that announces one byte more than may be; the body never comes. */
export const tooLong = (path: string, token: string, maxBytes: number): string =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\n` +
  `content-type: application/json\r\ncontent-length: ${maxBytes + 1}\r\n\r\n`;

/** So many lots, as an address names them. */
export const lotNames = (count: number): string =>
  Array.from({ length: count }, (_, n) => `lot:${n + 1}`).join();
