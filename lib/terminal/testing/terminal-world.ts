import { afterEach, beforeEach } from 'vitest';
import type { Transport } from '../frame-text';
import type { PageRequest } from './page-request';
import { openPage, type TestPage } from './pages';
import { auctionRecord, itemRecord, lotRecord } from './records';
import { type SmallMaster, startSmallMaster } from './small-master';
import { startTestTerminal, type TestTerminal } from './test-terminal';

/** A real terminal over real HTTP with a small master, made anew for each test; a test may replace the terminal. */
export interface TerminalWorld {
  master: SmallMaster;
  terminal: TestTerminal;
  open(transport: Transport, request?: PageRequest): TestPage;
}

/** Makes one before each test of the file, of a sale with lots 42 and 43, and ends it after. */
export function eachWithTerminal(): TerminalWorld {
  let pages: TestPage[];
  const world = {
    open(transport, request = {}) {
      const page = openPage(transport, world.terminal.origin, request);
      pages.push(page);
      return page;
    },
  } as TerminalWorld;
  beforeEach(async () => {
    const master = await startSmallMaster();
    master.put(auctionRecord(3));
    master.put(lotRecord(42, 17));
    master.put(lotRecord(43, 2));
    master.put(itemRecord(42, 5));
    pages = [];
    Object.assign(world, { master, terminal: await startTestTerminal(master) });
  });
  afterEach(async () => {
    for (const page of pages) page.close();
    world.terminal.end();
    await world.master.stop();
  });
  return world;
}
