import { type APIRequestContext, expect, type Page } from '@playwright/test';
import type { AuctionView } from '../lib/api/v1/auctions';
import type { LotView } from '../lib/api/v1/lots';
import { must } from '../scripts/house/client';
import { publishSale } from '../scripts/house/sales';
import { expectLive, expectPanel, expectPrice, openRegistered, panelOf } from './world/bidding';
import { test, type World } from './world/world';

const HOUR_MS = 3_600_000;

/** A published sale whose lots are sold in one way; its times are an hour ahead. */
async function saleOf(world: World, selling: object, count: number) {
  const { auctioneer } = world;
  const auction = must(
    await auctioneer.send<AuctionView>('POST', '/api/v1/auctions', {
      title: { en: 'An Evening Sale', zh: '晚间拍卖' },
      currency: 'GBP',
    }),
    'making a sale',
  );
  const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const { lots } = must(
    await auctioneer.send<{ lots: LotView[] }>('POST', `/api/v1/auctions/${auction.id}/lots`, {
      lots: Array.from({ length: count }, (_, index) => ({
        title: { en: `A carriage clock, number ${index + 1}`, zh: `马车钟 ${index + 1}` },
        selling,
        startMinor: 100_000,
        opensAt: at(1),
        closesAt: at(2),
        pictures: ['/art/lot-01.webp'],
      })),
    }),
    'making lots',
  );
  await publishSale(auctioneer, auction.id);
  return { auction, lots };
}

const desk = (page: Page) => page.locator('[data-desk]');
const stage = (page: Page) => page.locator('ol[data-stage]');
const order = (page: Page, name: string) => page.locator(`[data-order="${name}"]`);

/** Gives an order by its button, again until the desk takes it: a press within 400 ms of a change is not. */
async function give(page: Page, name: string, thenStage: string): Promise<void> {
  await expect(async () => {
    await order(page, name).click({ timeout: 2_000 });
    await expect(stage(page)).toHaveAttribute('data-stage', thenStage, { timeout: 1_500 });
  }).toPass({ timeout: 60_000 });
}

/** Presses twice, again where the second press came too late; once it is sold there is nothing to press. */
async function letHammerFall(page: Page, lot: number, press: () => Promise<void>): Promise<void> {
  const sold = page.locator('[data-last]').filter({ hasText: `Lot ${lot} sold` });
  await expect(async () => {
    if ((await sold.count()) === 0) {
      await press();
      await expect(desk(page)).toContainText(`Press again to sell lot ${lot}`, { timeout: 1_000 });
      await press();
    }
    await expect(sold).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
}

const readLot = async (request: APIRequestContext, id: number): Promise<LotView> =>
  (await request.get(`/api/v1/lots/${id}`)).json();

test('A clerk sells a lot in the room while a bidder at home watches and bids', async ({
  world,
}) => {
  const { auction, lots } = await saleOf(world, { format: 'live' }, 3);
  const lotId = lots[0]?.id ?? 0;
  const cleo = await world.person('Cleo', { role: 'clerk' });
  const ben = await world.person('Ben');
  await ben.page.goto(`/lots/${lotId}`);
  await expectPanel(ben.page, 'not-registered');
  await expect(panelOf(ben.page)).toContainText('Not up yet');
  await panelOf(ben.page).locator('[data-act="register"]').click();
  await ben.page.getByRole('checkbox').check();
  await ben.page.getByRole('dialog').getByRole('button', { name: 'Register' }).click();
  await expectPanel(ben.page, 'not-open');
  await expectLive(ben.page);

  await cleo.page.goto(`/house/sales/${auction.id}/clerk`);
  await expectLive(cleo.page);
  await give(cleo.page, 'put-on-the-block', 'on-the-block');
  await expectPanel(ben.page, 'can-bid');
  await expect(panelOf(ben.page)).toContainText('On the block');

  await cleo.page.getByLabel('Amount (GBP)').fill('1,200');
  await expect(async () => {
    await order(cleo.page, 'floor-bid').click({ timeout: 2_000 });
    await expect(cleo.page.locator('[data-leads]')).toHaveText('The room leads', {
      timeout: 1_500,
    });
  }).toPass({ timeout: 60_000 });
  await expectPrice(ben.page, 120_000);
  await give(cleo.page, 'fair-warning', 'fair-warning');
  await expect(panelOf(ben.page)).toContainText('Fair warning');
  await give(cleo.page, 'final-call', 'final-call');
  await expect(panelOf(ben.page)).toContainText('Final call');

  // One press, once the bidder has chosen so, and the lot is on the block again.
  await panelOf(ben.page).locator('[data-one-tap]').click();
  const dialog = ben.page.getByRole('dialog');
  await dialog.getByLabel('Up to (GBP)').fill('2,000');
  await dialog.getByRole('button', { name: 'Bid with one press from now on' }).click();
  await panelOf(ben.page).locator('[data-act="bid"]').click();
  await expectPanel(ben.page, 'winning');
  await expect(stage(cleo.page)).toHaveAttribute('data-stage', 'on-the-block');
  await expect(cleo.page.locator('[data-leads]')).toContainText('online');

  await give(cleo.page, 'fair-warning', 'fair-warning');
  await give(cleo.page, 'final-call', 'final-call');
  // By the keys: the first H names what the second does.
  await cleo.page.getByRole('group', { name: 'Orders for the lot that is up' }).focus();
  await expect(cleo.page.locator('[data-armed]')).toHaveAttribute('data-armed', 'true');
  await letHammerFall(cleo.page, 1, () => cleo.page.keyboard.press('KeyH'));
  await expectPanel(ben.page, 'sold-to-you');
  const sold = await readLot(ben.context.request, lotId);
  expect(sold).toMatchObject({ state: 'sold', priceMinor: 130_000 });
  await expect(cleo.page.getByRole('heading', { name: 'number 2' })).toBeVisible();

  // Until another is on the block the clerk alone takes it up again, with the bids it had.
  await cleo.page.locator('[data-act="reopen"]').click();
  const asked = cleo.page.getByRole('dialog').filter({ hasText: 'Take bids on lot 1 again?' });
  await expect(asked).toContainText('back on the block');
  await asked.locator('[data-confirm="order"]').click();
  await expectPanel(ben.page, 'winning');
  await expect(stage(cleo.page)).toHaveAttribute('data-stage', 'on-the-block');
  await expect(cleo.page.locator('[data-act="reopen"]')).toHaveCount(0);
  await cleo.page.locator('[data-act="withdraw"]').click();
  await cleo.page.locator('[data-confirm="withdraw"]').click();
  await expect(cleo.page.locator('[data-last]')).toContainText('Lot 1 withdrawn');
  await expectPanel(ben.page, 'withdrawn');
});

test('An order on what is no longer so is refused in words, and one without a network is not kept', async ({
  world,
}) => {
  const { auction, lots } = await saleOf(world, { format: 'live' }, 1);
  const lotId = lots[0]?.id ?? 0;
  const cleo = await world.person('Cleo', { role: 'clerk' });
  const rival = await world.rival(auction);
  await cleo.page.goto(`/house/sales/${auction.id}/clerk`);
  await expectLive(cleo.page);
  await give(cleo.page, 'put-on-the-block', 'on-the-block');
  // What reaches the house was decided on an older version than the one a bid has just made.
  await cleo.page.route('**/api/v1/lots/*/clerk', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const bid = { amountMinor: 100_000, kind: 'exact' };
    const headers = { 'idempotency-key': `rival-${lotId}-bid` };
    must(await rival.send('POST', `/api/v1/lots/${lotId}/bids`, bid, headers), 'bidding');
    await route.continue();
  });
  await expect(async () => {
    await order(cleo.page, 'pass').click({ timeout: 2_000 });
    await expect(desk(cleo.page)).toContainText('Press again to pass', { timeout: 1_000 });
    await order(cleo.page, 'pass').click({ timeout: 1_000 });
    await expect(desk(cleo.page)).toContainText('The lot changed before', { timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  expect((await readLot(cleo.context.request, lotId)).state).toBe('open');

  await cleo.context.setOffline(true);
  await expect(desk(cleo.page)).toContainText('none is kept for later');
  await order(cleo.page, 'fair-warning').click({ force: true });
  await cleo.context.setOffline(false);
  await expectLive(cleo.page);
  await expect(stage(cleo.page)).toHaveAttribute('data-stage', 'on-the-block');
  expect((await readLot(cleo.context.request, lotId)).saleroom?.stage).toBe('on-the-block');
});

test('In a tender bids go down, and the page says so', async ({ world }) => {
  const { lots } = await saleOf(world, { format: 'reverse' }, 1);
  const lotId = lots[0]?.id ?? 0;
  const { version } = await world.lot(lotId);
  const open = { action: 'open', version };
  must(await world.auctioneer.send('POST', `/api/v1/lots/${lotId}/actions`, open), 'opening');
  const ben = await world.person('Ben');
  await openRegistered(ben.page, lotId);
  const panel = panelOf(ben.page);
  await expect(panel).toContainText('Highest price accepted');
  await panel.getByRole('button', { name: 'Set a lowest price' }).click();
  await panel.getByRole('textbox').fill('1,100');
  await panel.getByRole('button', { name: 'Review' }).click();
  await expect(panel).toContainText('Enter £1,000 or less');
  await panel.getByRole('textbox').fill('800');
  await panel.getByRole('button', { name: 'Review' }).click();
  await panel.locator('[data-act="confirm"]').click();
  await expectPanel(ben.page, 'winning');
  await expect(panel).toContainText('Your lowest price: £800');
  await expect(panel).toContainText('£1,000 is paid to you: no premium, no tax.');
});
