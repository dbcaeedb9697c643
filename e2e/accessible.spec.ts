import { expect, type Page } from '@playwright/test';
import { faultsOf, tabStops } from './world/accessible';
import { bidAndLead, expectLive, openRegistered, panelOf } from './world/bidding';
import { test } from './world/world';

// Would catch: a field without a label, a status that no screen reader is told of, colours that cannot be
// read in one of the two looks, a page that goes sideways on a narrow screen, and a focus that gets lost.

async function expectNoFaults(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Colours on their way to others are nobody's to read.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft(await faultsOf(page), `${page.url()} ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 320, height });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(over, `${page.url()} at 320 px`).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width, height });
}

test('[PSH9] Lite pages and their forms can be read and used by keyboard, in both looks, at 320 px', async ({
  world,
  browser,
}) => {
  const { auction, lots } = await world.sale({ lots: 3, startMinor: 10_000, reserveMinor: 20_000 });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  const { page } = ada;
  const guest = await browser.newContext({ baseURL: world.origin });
  try {
    const visitor = await guest.newPage();
    await visitor.goto('/lite/sign-in');
    await visitor.getByRole('button', { name: 'Sign in' }).click();
    await expect(visitor.getByRole('alert')).toContainText('Enter an e-mail address');
    await expect(visitor.getByLabel('E-mail')).toHaveAccessibleDescription(/Enter an e-mail/);
    await expectNoFaults(visitor);
    await visitor.goto('/lite');
    await expectNoFaults(visitor);
  } finally {
    await guest.close();
  }
  await page.goto(`/lite/sales/${auction.id}/register?to=/lite/lots/${lotId}`);
  await page.getByRole('button', { name: 'Register' }).click();
  await expect(page.getByRole('alert')).toContainText('Tick the box');
  await expectNoFaults(page);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Register' }).click();
  await expect(page.getByRole('button', { name: 'Bid £100' })).toBeVisible();
  await expectNoFaults(page);
  const stops = await tabStops(page, 30);
  const order = ['Bid £100', 'Set a maximum', 'Full page'].map((name) => stops.indexOf(name));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(Math.min(...order)).toBeGreaterThan(0);
  expect(stops.filter((stop) => stop.startsWith('without'))).toEqual([]);

  // A bid by keyboard alone.
  await page.getByRole('button', { name: 'Bid £100' }).focus();
  await page.keyboard.press('Enter');
  const confirm = page.getByRole('button', { name: 'Confirm £100' });
  await expect(confirm).toBeVisible();
  await expectNoFaults(page);
  await confirm.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'was received' })).toBeVisible();
  await expectNoFaults(page);
  for (const path of [`/lite/lots/${lotId}/max`, `/lite/sales/${auction.id}`, '/lite/my-bids']) {
    await page.goto(path);
    await expectNoFaults(page);
  }
});

test('[EDT2, EDT4] The catalogue on a device is edited and a conflict settled by keyboard alone, in both looks, at 320 px', async ({
  world,
}) => {
  const { auction, lots } = await world.sale({ lots: 2 });
  const ada = await world.person('Ada', { role: 'auctioneer' });
  const { page } = ada;
  await page.goto(`/house/sales/${auction.id}/offline`);
  const row = page.locator('[data-entry="1"]');
  await expect(row).toHaveAttribute('data-status', 'synced');
  await expectNoFaults(page);
  await page.getByLabel('Sync', { exact: true }).selectOption('hand');
  await row.getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(row.getByLabel('Title · English')).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('A celadon jar');
  await page.keyboard.press('Tab');
  await expect(row).toHaveAttribute('data-status', 'edited');
  await expect(row.getByRole('status')).toHaveText('Kept on this device.');
  await expect(row.getByLabel('Title · 中文')).toBeFocused();
  await expectNoFaults(page);

  const title = { en: 'A celadon bottle', zh: '青瓷瓶' };
  const lot = lots[0];
  const changed = await world.auctioneer.send(
    'PATCH',
    `/api/v1/items/${lot?.id}`,
    { title },
    {
      'if-match': `"${lot?.item.version}"`,
    },
  );
  expect(changed.ok).toBe(true);
  await page.getByRole('button', { name: 'Sync now' }).focus();
  await page.keyboard.press('Enter');
  await expect(row).toHaveAttribute('data-status', 'conflict');
  await expect(
    page.getByRole('status').filter({ hasText: '1 lot needs a decision' }),
  ).toBeVisible();
  await expectNoFaults(page);
  await row.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  const settle = page.getByRole('button', { name: 'Use this choice' });
  await settle.focus();
  await page.keyboard.press('Enter');
  await expect(row).toHaveAttribute('data-status', 'edited');
  await expect(row).toContainText('A celadon jar');

  // Who may not change a title reads it, and is not asked to type what would be refused.
  const clerk = await world.person('Clio', { role: 'clerk' });
  await clerk.page.goto(`/house/sales/${auction.id}/offline`);
  const theirs = clerk.page.locator('[data-entry="1"]');
  await theirs.getByRole('button').first().click();
  await expect(theirs.getByLabel('Title · English')).not.toBeEditable();
  await expect(theirs.getByLabel('Condition · English')).toBeEditable();
  await expectNoFaults(clerk.page);
});

test('[PSH7] A lot’s page can be read in both looks and at 320 px, while it is proven and while it is not', async ({
  world,
}) => {
  const { lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const { page, context } = await world.person('Ada');
  await openRegistered(page, lots[0]?.id ?? 0);
  await bidAndLead(page);
  await expectLive(page);
  await expectNoFaults(page);
  await context.setOffline(true);
  await expect(panelOf(page)).toContainText('This device is offline since');
  await expectNoFaults(page);
  await context.setOffline(false);
  await expectLive(page);
});
