import { expect } from '@playwright/test';
import { bidAndLead, expectLive, expectPanel, openRegistered, panelOf } from './world/bidding';
import { test } from './world/world';

test('An auctioneer cancels a bid and changes a term, each with a reason, and bidders see what became of it', async ({
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

  // What bidders go by is changed with a reason, which is the house's own; that it was is for all to see.
  await terms.locator('[data-term="ladder"]').getByRole('button', { name: 'Change' }).click();
  const ladder = desk.getByRole('dialog').filter({ hasText: 'Change: Increments' });
  await ladder.getByLabel('Step (GBP)').nth(1).fill('25');
  await ladder.getByLabel('Reason').fill('The lot moves too fast');
  await ladder.locator('[data-confirm="order"]').click();
  await expect(ladder).toHaveCount(0);
  await expect(act).toContainText('The lot moves too fast');
  const change = ben.page.locator('[data-change]');
  await expect(change).toContainText('Terms changed');
  await expect(change).toContainText('£100: +£25');
  await expect(change).not.toContainText('too fast');
});
