import { expect } from '@playwright/test';
import { bidAndLead, expectPanel, expectPrice, openRegistered, panelOf } from './world/bidding';
import { test } from './world/world';

test('The whole of it in Chinese: sale, lot, registration, bid, outbid', async ({ world }) => {
  const { auction, lots } = await world.sale({ lots: 2, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const mei = await world.person('Mei', { language: 'zh' });
  await mei.page.goto(`/sales/${auction.id}`);
  await expect(mei.page.locator('html')).toHaveAttribute('lang', /^zh/);
  await expect(mei.page.getByRole('heading', { level: 1 })).toContainText('艺术珍品');
  await openRegistered(mei.page, lotId);
  await expect(mei.page.getByRole('heading', { level: 1 })).toContainText('青瓷瓶');
  await bidAndLead(mei.page);
  await expect(panelOf(mei.page)).toContainText('您以£100领先。');
  const rival = await world.rival(auction);
  await rival.send(
    'POST',
    `/api/v1/lots/${lotId}/bids`,
    { amountMinor: 11_000, kind: 'exact' },
    { 'idempotency-key': 'zh-rival-1' },
  );
  await expectPanel(mei.page, 'outbid');
  await expectPrice(mei.page, 11_000);
  await expect(panelOf(mei.page)).toContainText('已被超越');
  for (const path of ['/', '/my-bids', '/account', `/sales/${auction.id}`, `/lots/${lotId}`]) {
    await mei.page.goto(path);
    const text = (await mei.page.locator('body').innerText()).replaceAll(/Lotcast|English/g, '');
    expect(text, `${path} speaks Chinese`).toMatch(/[\u4e00-\u9fff]/);
    expect(text, `${path} has no untranslated key`).not.toMatch(/\b[a-z]+\.[a-z]+[A-Z]\w*/);
  }
});
