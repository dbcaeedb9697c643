import { expect, type Page } from '@playwright/test';
import { test } from './world/world';

const row = (page: Page, lot: number | 'new') => page.locator(`[data-entry="${lot}"]`);
const expectStatus = (page: Page, lot: number | 'new', status: string) =>
  expect(row(page, lot)).toHaveAttribute('data-status', status);

async function openDesk(page: Page, saleId: number, lots: number): Promise<void> {
  await page.goto(`/house/sales/${saleId}/offline`);
  await expect(page.locator('[data-status="synced"]')).toHaveCount(lots);
}

/** Types over a field of an open row and leaves it: then it is kept on the device. */
async function type(page: Page, lot: number, field: string, text: string): Promise<void> {
  const input = row(page, lot).getByLabel(field);
  await input.fill(text);
  await input.press('Tab');
}

const toggle = (page: Page, lot: number) => row(page, lot).getByRole('button').first().click();

/** Waits until the browser could open this page without a network. */
const expectKept = (page: Page) =>
  expect
    .poll(() => page.evaluate(async () => (await caches.match(location.pathname)) !== undefined))
    .toBe(true);

test('Two laptops edit one lot, one of them offline; both sides are shown, and what was chosen is public', async ({
  world,
}) => {
  test.slow();
  const { auction, lots } = await world.sale({ lots: 2 });
  const [first, second] = lots;
  const ada = await world.person('Ada', { role: 'auctioneer' });
  const eve = await world.person('Eve', { role: 'auctioneer' });
  await openDesk(ada.page, auction.id, 2);
  await openDesk(eve.page, auction.id, 2);
  await expectKept(ada.page);

  await ada.context.setOffline(true);
  await expect(ada.page.locator('[data-sync="offline"]')).toBeVisible();
  await toggle(ada.page, 1);
  await type(ada.page, 1, 'Title · English', 'A celadon jar');
  await type(ada.page, 1, 'Saleroom notice · English', 'The cover is later.');
  await expectStatus(ada.page, 1, 'edited');

  // The page, the edits and what is not sent yet outlive a reload without any network.
  await ada.page.reload();
  await expectStatus(ada.page, 1, 'edited');
  await expect(row(ada.page, 1)).toContainText('A celadon jar');

  await toggle(eve.page, 1);
  await type(eve.page, 1, 'Title · English', 'A celadon bottle');
  await type(eve.page, 1, 'Condition · English', 'A chip to the rim.');
  await expectStatus(eve.page, 1, 'synced');
  await expect
    .poll(async () => (await world.lot(first?.id ?? 0)).item.condition.en)
    .toBe('A chip to the rim.');

  await ada.context.setOffline(false);
  await expectStatus(ada.page, 1, 'conflict');
  await expectStatus(ada.page, 2, 'synced');
  await toggle(ada.page, 1);
  const title = ada.page.locator('[data-conflict="title"]');
  await expect(title).toContainText('A celadon jar');
  await expect(title).toContainText('A celadon bottle');
  const settle = ada.page.getByRole('button', { name: 'Use this choice' });
  await expect(settle).toHaveAttribute('aria-disabled', 'true');
  await title.getByRole('radio').first().check();
  await settle.click();
  await expectStatus(ada.page, 1, 'synced');

  const guest = await world.person('Guest');
  await guest.page.goto(`/lots/${first?.id}`);
  await expect(guest.page.getByRole('heading', { level: 1 })).toContainText('A celadon jar');
  await expect(guest.page.getByRole('main')).toContainText('The cover is later.');
  await expect(guest.page.getByRole('main')).toContainText('A chip to the rim.');
  // The other laptop was told, and has it without asking.
  await expect(row(eve.page, 1)).toContainText('A celadon jar');
  expect((await world.lot(second?.id ?? 0)).item.version).toBe(1);
});

test('A lot made offline is in the sale once the network is back, once, and only changes travel', async ({
  world,
}) => {
  const { auction } = await world.sale({ lots: 1 });
  const ada = await world.person('Ada', { role: 'auctioneer' });
  const desk = ada.page;
  const sent: string[] = [];
  desk.on('request', (request) => {
    if (request.url().endsWith('/submissions')) sent.push(request.postData() ?? '');
  });
  await openDesk(desk, auction.id, 1);
  await desk.getByLabel('Sync', { exact: true }).selectOption('hand');
  await ada.context.setOffline(true);
  await desk.getByRole('button', { name: 'Add lot' }).click();
  await desk.getByLabel('Title · English').fill('A late entry');
  await desk.getByLabel('Start (GBP)').fill('250');
  await desk.getByRole('button', { name: 'Keep the lot on this device' }).click();
  await expectStatus(desk, 'new', 'new');

  await ada.context.setOffline(false);
  await expect(desk.locator('[data-sync="resting"]')).toBeVisible();
  expect(sent).toEqual([]);
  // The answer to the first try is lost on its way.
  let lost = 0;
  await desk.route('**/catalogue/submissions', async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await desk.getByRole('button', { name: 'Sync now' }).click();
  await expectStatus(desk, 'new', 'sending');
  await desk.getByRole('button', { name: 'Sync now' }).click();
  await expectStatus(desk, 2, 'synced');
  expect(lost).toBe(2);
  const { items } = await (
    await ada.context.request.get(`/api/v1/auctions/${auction.id}/lots`)
  ).json();
  expect(items.map(({ item }: { item: { title: { en: string } } }) => item.title.en)).toEqual([
    'Celadon vase 1',
    'A late entry',
  ]);
});
