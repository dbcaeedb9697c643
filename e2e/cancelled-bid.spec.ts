import { expect } from '@playwright/test';
import { bidAndLead, expectLive, expectPanel, openRegistered, panelOf } from './world/bidding';
import { test } from './world/world';

test('An auctioneer cancels a bid with a reason, and who led before leads again', async ({
  world,
}) => {
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada', { role: 'auctioneer' });
  const ben = await world.person('Ben');
  const cid = await world.person('Cid');
  await openRegistered(ben.page, lotId);
  await openRegistered(cid.page, lotId);
  await bidAndLead(ben.page);
  await expect(panelOf(cid.page).locator('[data-act="bid"]')).toHaveText('Bid £110');
  await bidAndLead(cid.page);
  await expectPanel(ben.page, 'outbid');

  const desk = ada.page;
  await desk.goto(`/house/sales/${auction.id}`);
  await expectLive(desk);
  await desk.locator(`tr[data-lot="${lotId}"] [data-row]`).click();
  const bids = desk.locator('[data-fold="bids"]');
  await bids.locator('summary').click();
  const theirs = bids.locator('[data-bid]').first();
  await theirs.getByRole('button', { name: 'Cancel this bid' }).click();
  const dialog = desk.getByRole('dialog').filter({ hasText: 'Cancel the bid of paddle' });
  await dialog.locator('[data-confirm="order"]').click();
  await expect(dialog).toContainText('Say why, in a few words.');
  await dialog.getByLabel('Reason').fill('Typed for another lot');
  await dialog.locator('[data-confirm="order"]').click();
  await expect(dialog).toHaveCount(0);
  await expect(theirs).toContainText('cancelled');

  await expectPanel(ben.page, 'winning');
  await expect(panelOf(ben.page)).toContainText('You lead at £100.');
  await expect(panelOf(cid.page).locator('[data-act="bid"]')).toHaveText('Bid £110');
  await cid.page.goto('/my-bids');
  await expect(cid.page.locator(`[data-lot="${lotId}"] [data-cancelled]`)).toHaveText(
    'Cancelled by the house',
  );
  await desk.locator('[data-fold="history"] summary').click();
  const act = desk.locator('[data-act-entry]').first();
  await expect(act).toContainText('Ada');
  await expect(act).toContainText('Typed for another lot');

  const terms = desk.locator('[data-fold="terms"]');
  await terms.locator('summary').click();
  await expect(terms.locator('[data-term="startMinor"]')).toContainText(
    'until the first bid (PRX1)',
  );
  await expect(terms.locator('[data-term="closesAt"]')).toContainText('with notice to bidders');
});
