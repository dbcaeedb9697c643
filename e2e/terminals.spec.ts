import { expect } from '@playwright/test';
import {
  bidAndLead,
  expectLive,
  expectPanel,
  expectPrice,
  openRegistered,
  panelOf,
} from './world/bidding';
import { pidAt } from './world/processes';
import { test } from './world/world';

const bid = (amountMinor: number) => [
  { amountMinor, kind: 'exact' },
  { 'idempotency-key': `e2e-bid-${amountMinor}` },
];

test('One terminal is killed and its pages move to the other without a reload or a missed bid', async ({
  world,
}) => {
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const rival = await world.rival(auction);
  const ada = await world.person('Ada');
  const sockets: string[] = [];
  ada.page.on('websocket', (socket) => {
    if (socket.url().includes('/v1/socket')) sockets.push(new URL(socket.url()).host);
  });
  await openRegistered(ada.page, lotId);
  await ada.page.evaluate(() => {
    document.documentElement.dataset.notReloaded = 'yes';
  });
  const before = sockets.at(-1);
  process.kill(pidAt(`http://${before}`), 'SIGKILL');
  const [body, headers] = bid(20_000);
  expect((await rival.send('POST', `/api/v1/lots/${lotId}/bids`, body, headers as never)).ok).toBe(
    true,
  );

  await expectPrice(ada.page, 20_000);
  await expectLive(ada.page);
  // A browser tells of its sockets by another way than of its pages, and later.
  await expect.poll(() => sockets.at(-1)).not.toBe(before);
  expect(await ada.page.evaluate(() => document.documentElement.dataset.notReloaded)).toBe('yes');
  await bidAndLead(ada.page);
});

test('A page whose connection is cut turns stale and stops bidding, then is right again', async ({
  world,
}) => {
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const rival = await world.rival(auction);
  const ada = await world.person('Ada');
  await openRegistered(ada.page, lotId);
  const pids = world.terminals.map(pidAt);
  try {
    // Connections stay open and silent, as behind a dead proxy.
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    await expectPanel(ada.page, 'stale');
    await expect(panelOf(ada.page).locator('[data-act="bid"]')).toHaveCount(0);
    await expect(panelOf(ada.page)).toContainText('Bidding is paused on this page');
    const [body, headers] = bid(20_000);
    const answer = await rival.send('POST', `/api/v1/lots/${lotId}/bids`, body, headers as never);
    expect(answer.ok).toBe(true);
    await expectPanel(ada.page, 'stale');
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
  await expectPanel(ada.page, 'can-bid');
  await expectPrice(ada.page, 20_000);
  await expectLive(ada.page);
});

test('The page works over event streams where WebSockets are blocked', async ({ world }) => {
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const rival = await world.rival(auction);
  const ada = await world.person('Ada');
  await ada.context.routeWebSocket(/\/v1\/socket/, (socket) => socket.close());
  await ada.page.goto(`/lots/${lotId}`);
  await expectLive(ada.page);
  const [body, headers] = bid(20_000);
  await rival.send('POST', `/api/v1/lots/${lotId}/bids`, body, headers as never);
  await expectPrice(ada.page, 20_000);
});
