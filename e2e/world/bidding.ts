import { expect, type Page } from '@playwright/test';

/** The bid panel of a lot page. */
export const panelOf = (page: Page) => page.locator('[data-panel]');

/** Waits until the panel is in that state (LOOK 5). */
export const expectPanel = (page: Page, name: string | RegExp) =>
  expect(panelOf(page)).toHaveAttribute('data-panel', name);

/** Waits until the page is proven current. */
export const expectLive = (page: Page) =>
  expect(page.locator('[data-freshness]').first()).toHaveAttribute('data-freshness', 'live');

/** Opens a lot, registers for its sale in the dialog, and waits for what the panel says then. */
export async function openRegistered(
  page: Page,
  lotId: number,
  becomes = 'can-bid',
): Promise<void> {
  await page.goto(`/lots/${lotId}`);
  await expectPanel(page, 'not-registered');
  await panelOf(page).locator('[data-act="register"]').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: /^(Register|报名)$/ }).click();
  await expectPanel(page, becomes);
  await expectLive(page);
}

/**
 * Presses the exact bid and confirms it, and waits until the page leads. A press within 400 ms after
 * the amount changed is ignored on purpose (LOOK 5): a person presses again.
 */
export async function bidAndLead(page: Page): Promise<void> {
  const confirm = panelOf(page).locator('[data-act="confirm"]');
  await expect(async () => {
    await panelOf(page).locator('[data-act="bid"]').click();
    await expect(confirm).toBeVisible({ timeout: 500 });
  }).toPass();
  await confirm.click();
  await expectPanel(page, 'winning');
}

/** The price the panel shows, in minor units. */
export const expectPrice = (page: Page, priceMinor: number) =>
  expect(panelOf(page).locator('[data-price]').first()).toHaveAttribute(
    'data-price',
    String(priceMinor),
  );

/** Keeps a page off every terminal but one. */
export async function onlyTerminal(page: Page, terminals: string[], keep: string): Promise<void> {
  for (const terminal of terminals.filter((origin) => origin !== keep)) {
    const { host } = new URL(terminal);
    await page.context().routeWebSocket(new RegExp(`^ws://${host}/`), (socket) => socket.close());
    await page.context().route(`${terminal}/**`, (route) => route.abort());
  }
}
