import { expect } from '@playwright/test';
import { bidAndLead, expectPanel, openRegistered, panelOf } from './world/bidding';
import { test } from './world/world';

test('A lot closes while it is watched, and its winner is told by the server', async ({
  world,
}) => {
  const { lots } = await world.sale({ lots: 1, startMinor: 10_000, closesInMs: 14_000 });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  const ben = await world.person('Ben');
  await openRegistered(ada.page, lotId);
  await bidAndLead(ada.page);
  await ben.page.goto(`/lots/${lotId}`);
  await expectPanel(ada.page, 'sold-to-you');
  await expect(panelOf(ada.page)).toContainText('Sold to you for £100.');
  await expect(panelOf(ada.page).locator('[data-act="bid"]')).toHaveCount(0);
  await expectPanel(ben.page, 'sold-to-other');
  await expect.poll(() => world.lot(lotId)).toMatchObject({ state: 'sold', priceMinor: 10_000 });
});

test('A bid in the last minute extends the lot before the eyes of everyone', async ({ world }) => {
  const { lots } = await world.sale({
    lots: 1,
    startMinor: 10_000,
    closesInMs: 60_000,
    softClose: { windowMs: 60_000, extensionMs: 120_000, mode: 'any' },
  });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  const ben = await world.person('Ben');
  await ben.page.goto(`/lots/${lotId}`);
  await openRegistered(ada.page, lotId);
  await bidAndLead(ada.page);
  await expect(panelOf(ben.page)).toContainText(/Extended to/);
  expect((await world.lot(lotId)).extensions).toBe(1);
});

test('A lot whose reserve is not met passes', async ({ world }) => {
  const { lots } = await world.sale({
    lots: 1,
    startMinor: 10_000,
    reserveMinor: 90_000,
    closesInMs: 12_000,
  });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  await openRegistered(ada.page, lotId);
  await bidAndLead(ada.page);
  await expect(panelOf(ada.page)).toContainText("Reserve not met. It won't sell at this price.");
  await expectPanel(ada.page, 'passed');
  await expect(panelOf(ada.page)).toContainText('Passed. Not sold.');
});
