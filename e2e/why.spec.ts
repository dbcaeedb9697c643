import { expect } from '@playwright/test';
import { bidAndLead, expectPanel, openRegistered } from './world/bidding';
import { test } from './world/world';

test('Whoever was outbid asks why, and is told the rule and what it would have taken', async ({
  world,
}) => {
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  await openRegistered(ada.page, lotId);
  await bidAndLead(ada.page);
  const rival = await world.rival(auction);
  const answer = await rival.send(
    'POST',
    `/api/v1/lots/${lotId}/bids`,
    { amountMinor: 77_700, kind: 'max' },
    { 'idempotency-key': 'why-a-rival-bid' },
  );
  expect(answer.ok).toBe(true);
  await expectPanel(ada.page, 'outbid');

  // On the lot's own page, at the panel.
  const atPanel = ada.page.getByRole('dialog', { name: 'Why it came to this' });
  await ada.page.getByRole('button', { name: /^Why\? Lot/ }).click();
  await expect(atPanel).toContainText('You led until the price came to £110.');
  await expect(atPanel).not.toContainText('777');
  await ada.page.keyboard.press('Escape');
  await expect(atPanel).toBeHidden();

  await ada.page.goto('/my-bids');
  await ada.page.getByRole('button', { name: /^Why\? Lot/ }).click();
  const dialog = ada.page.getByRole('dialog');
  await expect(dialog).toContainText('You bid £100.');
  await expect(dialog).toContainText('You led until the price came to £110.');
  await expect(dialog).toContainText('It took at least £110 to win.');
  await expect(dialog).toContainText('Rule PRX2');
  await expect(dialog).not.toContainText('777');
  await ada.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('A sale shows the last published head of its ledgers, and where all of them are', async ({
  world,
}) => {
  const { auction } = await world.sale({ lots: 1, startMinor: 10_000 });
  const ada = await world.person('Ada');
  const line = ada.page.getByText(/Ledger head \d+, published/);
  await expect(async () => {
    await ada.page.goto(`/sales/${auction.id}`);
    await expect(line).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  const href = await line.getByRole('link').getAttribute('href');
  const heads = (await (await ada.page.request.get(href ?? '')).json()) as {
    items: { hash: string }[];
  };
  const shown = /fingerprint ([0-9a-f]{16})…/.exec((await line.textContent()) ?? '')?.[1];
  expect(heads.items.map(({ hash }) => hash.slice(0, 16))).toContain(shown);
});
