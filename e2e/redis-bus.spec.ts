import { expect, test } from '@playwright/test';
import { bidAndLead, expectLive, expectPanel, expectPrice, openRegistered } from './world/bidding';
import { startTestHouse, type TestHouse } from './world/house';
import { partNamed } from './world/processes';
import { openWorld } from './world/world';

// A house of its own on the bus `redis`, with a Redis that it found or unpacked. Would catch: pages that
// stop or go wrong with Redis, and an operations page that does not tell of it.

let house: TestHouse;
test.beforeAll(async () => {
  house = await startTestHouse(['--terminals', '2', '--bus', 'redis']);
});
test.afterAll(() => house.stop());

test('[BUS1] Over Redis bids reach pages; it is killed in the middle of a sale and comes back, and every page is right', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const { world, close } = await openWorld(browser, house);
  try {
    const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
    const lotId = lots[0]?.id ?? 0;
    const rival = await world.rival(auction);
    const rivalBids = async (amountMinor: number) => {
      const key = { 'idempotency-key': `redis-${amountMinor}` };
      const body = { amountMinor, kind: 'exact' };
      expect((await rival.send('POST', `/api/v1/lots/${lotId}/bids`, body, key)).ok).toBe(true);
    };
    const ada = await world.person('Ada');
    const clerk = await world.person('Clio', { role: 'clerk' });
    await openRegistered(ada.page, lotId);
    await clerk.page.goto('/operations');
    const operations = clerk.page.getByRole('main');
    await expect(operations).toContainText(/Over Redis: \d+ messages?, heard by 3 of 3 nodes/);
    await expect(operations.locator('[data-process="redis"]')).toContainText('Running');
    await bidAndLead(ada.page);
    await rivalBids(20_000);
    await expectPanel(ada.page, 'outbid');

    const { pid, url } = partNamed(house.dataDir, 'redis');
    process.kill(pid, 'SIGKILL');
    await rivalBids(30_000);
    await expectPrice(ada.page, 30_000);
    await bidAndLead(ada.page);
    await expectPrice(ada.page, 33_000);
    await expect.poll(() => partNamed(house.dataDir, 'redis').pid).not.toBe(pid);
    expect(partNamed(house.dataDir, 'redis').url).toBe(url);
    await expect(operations).toContainText(/heard by 3 of 3 nodes/);
    await rivalBids(50_000);
    await expectPrice(ada.page, 50_000);
    await expectLive(ada.page);
  } finally {
    await close();
  }
});
