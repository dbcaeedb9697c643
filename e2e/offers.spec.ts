import { expect, type Locator, type Page } from '@playwright/test';
import type { LotView } from '../lib/api/v1/lots';
import { must } from '../scripts/house/client';
import { actOnLot } from '../scripts/house/sales';
import { expectLive, expectPanel, expectPrice, openRegistered, panelOf } from './world/bidding';
import { test } from './world/world';

/** Waits until a price is lower than it is now. */
async function expectFall(price: Locator) {
  const read = async () => Number(await price.getAttribute('data-price'));
  const nowMinor = await read();
  await expect.poll(read).toBeLessThan(nowMinor);
  // As a bid would make it: nobody did anything.
  await expect(price).not.toHaveClass(/\bflash\b/);
}

/** Makes an offer, or another in its place, and waits until the panel says it. */
async function offer(page: Page, amount: string, shown: string) {
  const panel = panelOf(page);
  await panel.locator('[data-act="offer"], [data-act="offerOther"]').click();
  await panel.locator('[data-field="offer"]').fill(amount);
  await panel.getByRole('button', { name: 'Review' }).click();
  await panel.locator('[data-act="confirm"]').click();
  await expectPanel(page, 'offered');
  await expect(panel).toContainText(`You offered ${shown}. It stays sealed until the close`);
}

test('Two people offer for a sealed lot unseen, and the higher offer has it when the house closes it', async ({
  world,
}) => {
  const { lots } = await world.sale({ startMinor: 10_000, selling: { format: 'sealed' } });
  const lotId = lots[0]?.id ?? 0;
  const ann = await world.person('Ann');
  const ben = await world.person('Ben');
  await openRegistered(ann.page, lotId);
  await openRegistered(ben.page, lotId);
  await expect(panelOf(ann.page)).toContainText('Minimum · sealed offers');
  await expect(panelOf(ann.page).locator('[data-act="setMax"]')).toHaveCount(0);
  await panelOf(ann.page).locator('[data-act="offer"]').click();
  await panelOf(ann.page).locator('[data-field="offer"]').fill('99');
  await panelOf(ann.page).getByRole('button', { name: 'Review' }).click();
  await expect(panelOf(ann.page).getByRole('alert')).toHaveText('Enter £100 or more');
  await panelOf(ann.page).locator('[data-act="back"]').click();
  await offer(ann.page, '400', '£400');
  await offer(ben.page, '300', '£300');
  // A replacement may be lower, and is what stands, also on a page drawn anew.
  await offer(ann.page, '250', '£250');
  await ann.page.reload();
  await expectPanel(ann.page, 'offered');
  await expect(panelOf(ann.page)).toContainText('You offered £250.');
  await expectPrice(ann.page, 10_000);
  await expect(ann.page.getByText('Offers are sealed: nobody sees them')).toBeVisible();

  await actOnLot(world.auctioneer, lotId, 'close');
  await expectPanel(ben.page, 'sold-to-you');
  await expect(panelOf(ben.page)).toContainText('Sold to you for £300.');
  await expectPanel(ann.page, 'sold-to-other');
  await expect(panelOf(ann.page)).toContainText('Your offer did not win.');
  await expectPrice(ann.page, 30_000);
});

test('A price falls on the page by itself, and whoever takes it buys', async ({ world }) => {
  const { auction, lots } = await world.sale({
    startMinor: 100_000,
    selling: { format: 'dutch', units: 3, stepMinor: 500, intervalMs: 6_000 },
  });
  const lotId = lots[0]?.id ?? 0;
  const ann = await world.person('Ann');
  const ben = await world.person('Ben');
  await openRegistered(ann.page, lotId);
  const panel = panelOf(ann.page);
  await expect(panel).toContainText('3 of 3 left');
  await expect(panel).toContainText('Falls in');
  await expect(panel.locator('[data-act="setMax"]')).toHaveCount(0);
  await expectFall(panel.locator('[data-price]').first());
  await panel.locator('[data-field="units"]').fill('2');
  await panel.locator('[data-act="buy"]').click();
  await expect(panel).toContainText('You pay the clock’s price on arrival');
  await panel.locator('[data-act="confirm"]').click();
  await expectPanel(ann.page, 'bought');
  await expect(panel).toContainText('You bought 2 units for £');
  await expect(panel).toContainText('1 of 3 left');

  await ben.page.goto(`/sales/${auction.id}`);
  await expectLive(ben.page);
  const tile = ben.page.locator(`li[data-lot="${lotId}"]`).first();
  await expect(tile).toContainText('Falls in');
  await expectFall(tile.locator('[data-price]'));

  await openRegistered(ben.page, lotId);
  await panelOf(ben.page).locator('[data-act="buy"]').click();
  await panelOf(ben.page).locator('[data-act="confirm"]').click();
  await expectPanel(ben.page, 'sold-to-you');
  await expect(panelOf(ben.page)).toContainText('Sold to you: 1 unit for £');
  await expectPanel(ann.page, 'sold-to-you');
  const sold = must(await world.auctioneer.get<LotView>(`/api/v1/lots/${lotId}`), 'the lot');
  expect(sold).toMatchObject({ state: 'sold', units: { left: 0 } });
});
