import { expect } from '@playwright/test';
import { must } from '../scripts/house/client';
import { bidAndLead, expectLive, expectPanel, openRegistered, panelOf } from './world/bidding';
import { test } from './world/world';

test('A bid made in one tab, and being outbid, show in others at once, however they are connected', async ({
  world,
}) => {
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  await openRegistered(ada.page, lotId);
  const otherTabs = await Promise.all(
    ['websocket', 'sse', 'poll'].map(async (transport) => {
      const tab = await ada.context.newPage();
      await tab.goto(`/lots/${lotId}?transport=${transport}`);
      await expectPanel(tab, 'can-bid');
      await expectLive(tab);
      await tab.evaluate(() => {
        document.body.dataset.notReloaded = 'yes';
      });
      return tab;
    }),
  );

  await bidAndLead(ada.page);
  for (const tab of otherTabs) await expectPanel(tab, 'winning');

  const rival = await world.rival(auction);
  const bid = { amountMinor: 20_000, kind: 'max' };
  const key = { 'idempotency-key': `outbid-${lotId}-by-a-rival` };
  must(await rival.send('POST', `/api/v1/lots/${lotId}/bids`, bid, key), 'a rival bid');
  for (const page of [...otherTabs, ada.page]) {
    await expectPanel(page, 'outbid');
    await expect(panelOf(page)).toContainText(/Outbid\. Paddle \d+ leads at £110\./);
  }
  for (const tab of otherTabs) {
    await expect(tab.locator('body')).toHaveAttribute('data-not-reloaded', 'yes');
  }
});

test('An approval appears at once, and so does a suspension', async ({ world }) => {
  const { auction, lots } = await world.sale({ lots: 1, approval: 'manual' });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  const ben = await world.person('Ben');
  for (const { page } of [ada, ben]) {
    await page.goto(`/lots/${lotId}`);
    await expectPanel(page, 'not-registered');
    await panelOf(page).locator('[data-act="register"]').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: /^Register$/ }).click();
    await expectPanel(page, 'pending');
    await expectLive(page);
  }
  const { items } = must(
    await world.auctioneer.get<{ items: { id: number; bidder: { email: string } }[] }>(
      `/api/v1/auctions/${auction.id}/registrations`,
    ),
    'the registrations',
  );
  const hers = items.find(({ bidder }) => bidder.email === ada.email);
  const decide = (status: string) =>
    world.auctioneer.send('PATCH', `/api/v1/registrations/${hers?.id}`, { status });
  must(await decide('approved'), 'approving');
  await expectPanel(ada.page, 'can-bid');
  await bidAndLead(ada.page);
  must(await decide('suspended'), 'suspending');
  await expectPanel(ada.page, 'not-approved');
  // What concerns one is not what concerns another.
  await expectPanel(ben.page, 'pending');
});

test('A first bid, made in another tab, shows on the page of own bids, where nothing ran before', async ({
  world,
}) => {
  const { lots } = await world.sale({ lots: 1 });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  await openRegistered(ada.page, lotId);
  const mine = await ada.context.newPage();
  await mine.goto('/my-bids');
  await expect(mine.getByText('No bids yet. Lots you bid on appear here.')).toBeVisible();
  await expectLive(mine);
  await mine.evaluate(() => {
    document.body.dataset.notReloaded = 'yes';
  });
  await bidAndLead(ada.page);
  await expect(mine.locator(`a[href^="/lots/${lotId}"]`).first()).toBeVisible();
  await expect(mine.locator('body')).toHaveAttribute('data-not-reloaded', 'yes');
});
