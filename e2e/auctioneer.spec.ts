import { expect } from '@playwright/test';
import { bidAndLead, expectLive, expectPanel, openRegistered, panelOf } from './world/bidding';
import { test } from './world/world';

test('An auctioneer makes a sale and a lot, publishes it, and it goes live for a bidder', async ({
  world,
}) => {
  const ada = await world.person('Ada', { role: 'auctioneer' });
  const ben = await world.person('Ben');
  const desk = ada.page;
  await desk.goto('/house/sales/new');
  await desk.getByLabel('Title · English').fill('An Evening of Clocks');
  await desk.getByLabel('Title · 中文').fill('钟表之夜');
  await desk.getByRole('button', { name: 'Make the draft' }).click();
  await desk.waitForURL(/\/house\/sales\/\d+/);
  const saleId = Number(/\/sales\/(\d+)/.exec(desk.url())?.[1]);

  await desk.getByRole('button', { name: 'Add lot' }).click();
  await desk.getByLabel('Title · English').fill('A carriage clock');
  await desk.getByLabel('Start (GBP)').fill('250');
  await desk.getByRole('button', { name: 'Add the lot' }).click();
  await expect(desk.getByRole('table').getByText('A carriage clock')).toBeVisible();
  expect((await ben.context.request.get(`/api/v1/auctions/${saleId}`)).status()).toBe(404);

  await desk.getByRole('button', { name: 'Publish', exact: true }).click();
  await desk.getByRole('button', { name: 'Publish the sale' }).click();
  await expect(desk.getByText('Published', { exact: true }).first()).toBeVisible();
  const { items } = await (await ben.context.request.get(`/api/v1/auctions/${saleId}/lots`)).json();
  const lotId = items[0].id;
  await ben.page.goto(`/lots/${lotId}`);
  await expectLive(ben.page);
  await expect(ben.page.getByRole('heading', { level: 1 })).toContainText('A carriage clock');

  await desk.getByRole('table').getByText('A carriage clock').click();
  await desk.locator('[data-act="open"]').click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Open lot 1' }).click();
  await expectPanel(ben.page, 'not-registered');
  await openRegistered(ben.page, lotId);
  await bidAndLead(ben.page);
  await expect(desk.getByRole('table').getByText('£250').first()).toBeVisible();

  await desk.locator('[data-act="close"]').click();
  await desk.getByRole('dialog').getByRole('button', { name: 'Close lot 1' }).click();
  await expectPanel(ben.page, 'sold-to-you');
  await expect(panelOf(ben.page)).toContainText('Sold to you for £250.');
});

test('A bidder is told in words that the house is closed to them', async ({ world }) => {
  const ben = await world.person('Ben');
  for (const path of ['/house', '/operations']) {
    await ben.page.goto(path);
    await expect(ben.page.getByRole('main')).toBeVisible();
    await expect(ben.page.getByRole('button', { name: 'New sale' })).toHaveCount(0);
    await expect(ben.page.getByRole('table')).toHaveCount(0);
  }
});
