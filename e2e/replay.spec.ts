import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';
import WebSocket from 'ws';
import type { LotView } from '../lib/api/v1/lots';
import { must } from '../scripts/house/client';
import { SAMPLE_FILE, SAMPLE_LAST_LINE } from '../scripts/replay/testing/sample';
import { test } from './world/world';

const AT_ONCE = 9;

/** Runs `npm run replay`; tells of each sale it makes as soon as it is made. */
function replay(onSale: (auctionId: number) => void): Promise<{ code: number; last: string }> {
  const run = spawn(process.execPath, ['--import', 'tsx', 'scripts/replay.ts', SAMPLE_FILE], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = '';
  createInterface({ input: run.stdout }).on('line', (line) => {
    const id = /\/sales\/(\d+)$/.exec(line)?.[1];
    if (id) onSale(Number(id));
    last = line;
  });
  return new Promise((resolve) => run.on('close', (code) => resolve({ code: code ?? 1, last })));
}

/** Keeps, for each lot of a sale, the highest version a terminal told of. */
function watch(terminal: string, auctionId: number) {
  const versions = new Map<number, number>();
  const address = `${terminal.replace('http', 'ws')}/v1/socket?channel=auction:${auctionId}`;
  const socket = new WebSocket(address);
  socket.on('open', () => socket.send(JSON.stringify({ t: 'sync', epoch: 0, have: '' })));
  socket.on('message', (data) => {
    for (const frame of JSON.parse(String(data)))
      if (frame.t === 'lots')
        for (const lot of frame.lots) {
          expect(lot.version).toBeGreaterThanOrEqual(versions.get(lot.id) ?? 0);
          versions.set(lot.id, lot.version);
        }
  });
  return { versions, close: () => socket.terminate() };
}

test('Nine replays at once end as the rules say, and each terminal told of every last version', async ({
  world,
}) => {
  test.setTimeout(300_000);
  const watchers: { auctionId: number; watcher: ReturnType<typeof watch> }[] = [];
  const runs = await Promise.all(
    Array.from({ length: AT_ONCE }, () =>
      replay((auctionId) => {
        for (const terminal of world.terminals)
          watchers.push({ auctionId, watcher: watch(terminal, auctionId) });
      }),
    ),
  );
  expect(runs).toEqual(runs.map(() => ({ code: 0, last: SAMPLE_LAST_LINE })));
  expect(watchers).toHaveLength(AT_ONCE * 2 * world.terminals.length);
  for (const { auctionId, watcher } of watchers) {
    const path = `/api/v1/auctions/${auctionId}/lots?limit=500`;
    const { items } = must(await world.auctioneer.get<{ items: LotView[] }>(path), path);
    expect(items.length).toBeGreaterThan(0);
    await expect
      .poll(() => items.filter(({ id, version }) => watcher.versions.get(id) !== version))
      .toEqual([]);
    watcher.close();
  }
});
