import { expect, type Page } from '@playwright/test';
import { actOnLot } from '../scripts/house/sales';
import {
  bidAndLead,
  expectLive,
  expectPanel,
  expectPrice,
  openRegistered,
  panelOf,
} from './world/bidding';
import { test } from './world/world';

const act = (page: Page, name: string) => panelOf(page).locator(`[data-act="${name}"]`);

/** Types a maximum and confirms that it is left for the opening. */
async function leave(page: Page, button: 'leave' | 'leaveOther', typed: string): Promise<void> {
  await act(page, button).click();
  await panelOf(page).getByRole('textbox').fill(typed);
  await panelOf(page).getByRole('button', { name: 'Review' }).click();
  await expect(panelOf(page)).toContainText(`Leave a maximum of £${typed} for the opening`);
  await act(page, 'confirm').click();
  await expect(panelOf(page)).toContainText(`You left a maximum of £${typed}.`);
}

test('[ABS1] A maximum is left before the opening, replaced, and placed when the lot opens', async ({
  world,
}) => {
  const { lots } = await world.sale({ lots: 1, startMinor: 10_000, staysClosed: true });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  const { page } = ada;
  await openRegistered(page, lotId, 'not-open');
  await leave(page, 'leave', '1,500');
  await leave(page, 'leaveOther', '900');

  const mine = await ada.context.newPage();
  await mine.goto('/my-bids');
  await expect(mine.locator(`[data-lot="${lotId}"]`)).toContainText('Waits for the opening');
  await expect(mine.locator(`[data-lot="${lotId}"]`)).toContainText('£900');

  await actOnLot(world.auctioneer, lotId, 'open');
  await expectPanel(page, 'winning');
  await expectPrice(page, 10_000);
  await expect(panelOf(page)).toContainText('Your maximum: £900');
  await expect(mine.locator(`[data-lot="${lotId}"]`)).toContainText('You lead');
});

test('[BUY1, PRM1, PAY1] A lot is bought at once when its whole cost was shown, and an invoice lists it until it is paid', async ({
  world,
}) => {
  const selling = { format: 'english', belowReserve: 'steps', buyNowMinor: 1_200_000 };
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000, selling });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  const { page } = ada;
  await openRegistered(page, lotId);
  await act(page, 'buyNow').click();
  await expectPanel(page, 'confirming');
  await expect(panelOf(page)).toContainText('Buy lot 1 now for £12,000?');
  // 25 % of 10,000 and 20 % of 2,000; 20 % tax on that.
  await expect(panelOf(page)).toContainText('£15,480 to pay with premium and tax.');
  await expect(panelOf(page)).toContainText('£12,000 + £2,900 premium + £580 tax');
  await act(page, 'confirm').click();
  await expectPanel(page, 'sold-to-you');
  await expect.poll(() => world.lot(lotId)).toMatchObject({ state: 'sold', priceMinor: 1_200_000 });

  await page.goto('/my-bids');
  await page.getByRole('link', { name: 'Invoice' }).click();
  await page.waitForURL(`**/my-bids/invoices/${auction.id}`);
  const row = page.locator('tbody tr');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('£12,000.00');
  await expect(page.locator('[data-total]')).toHaveAttribute('data-total', '1548000');

  const cleo = await world.person('Cleo', { role: 'clerk' });
  const answer = await cleo.page.goto(`/my-bids/invoices/${auction.id}`);
  expect(answer?.status()).toBe(404);
  await cleo.page.goto(`/house/sales/${auction.id}/invoices`);
  await expect(cleo.page.locator('[data-due]')).toHaveAttribute('data-due', '1548000');
  await cleo.page.locator('[data-pay]').click();
  await cleo.page.locator('[data-confirm="payment"]').click();
  await expect(cleo.page.getByRole('dialog')).toContainText('Name the payment');
  await cleo.page.getByLabel('Reference of the payment').fill('Transfer 17');
  await cleo.page.locator('[data-confirm="payment"]').click();
  await expect(cleo.page.locator('[data-invoice] [data-open]')).toHaveText('Paid');
  await page.reload();
  await expect(page.locator('[data-due="0"]')).toHaveText('Paid in full');
});

test('[REG2, REG4] The house lowers a deposit, takes it and sets a limit, and the bidder may bid at once', async ({
  world,
}) => {
  const { auction, lots } = await world.sale({ lots: 1, depositMinor: 50_000 });
  const ada = await world.person('Ada');
  await openRegistered(ada.page, lots[0]?.id ?? 0, 'deposit-missing');
  await expect(panelOf(ada.page)).toContainText('asks for a deposit of £500');

  const tom = await world.person('Tom', { role: 'auctioneer' });
  const { page } = tom;
  await page.goto(`/house/sales/${auction.id}/details`);
  await expectLive(page);
  await page.getByLabel('Deposit before bidding').fill('400');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(panelOf(ada.page)).toContainText('asks for a deposit of £400');
  await page.goto(`/house/sales/${auction.id}/people`);
  await page.getByRole('button', { name: 'Conditions Ada' }).click();
  await page.getByLabel('Bid limit (GBP)').fill('1,000');
  await page.getByLabel('Deposit').selectOption('held');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toContainText('Reference of the payment: fill this in');
  await page.getByLabel('Reference of the payment').fill('transfer 17');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('tbody tr')).toContainText('Limit £1,000, £1,000 left · Deposit: Held');

  await expectPanel(ada.page, 'can-bid');
  await bidAndLead(ada.page);
  await expect(panelOf(ada.page)).toContainText(
    'Of your limit of £1,000 in this sale, £900 is left.',
  );
});
