import { expect } from '@playwright/test';
import { expectPanel, openRegistered, panelOf } from './world/bidding';
import { test } from './world/world';

test('A bid on an older price is asked again with the new one, where the sale wants that', async ({
  world,
}) => {
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000, staleBid: 'confirm' });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  const rival = await world.rival(auction);
  await openRegistered(ada.page, lotId);
  // The rival is quicker by as long as Ada's bid is under way.
  const refusals: string[] = [];
  await ada.page.route(`**/api/v1/lots/${lotId}/bids`, async (route) => {
    if (route.request().method() !== 'POST' || refusals.length > 0) return route.continue();
    const taken = await rival.send(
      'POST',
      `/api/v1/lots/${lotId}/bids`,
      { amountMinor: 10_000, kind: 'exact', seenAskMinor: 10_000 },
      { 'idempotency-key': 'the-quicker-bid' },
    );
    expect(taken.ok).toBe(true);
    const answer = await route.fetch();
    refusals.push(await answer.text());
    await route.fulfill({ response: answer });
  });

  const confirm = panelOf(ada.page).locator('[data-act="confirm"]');
  await panelOf(ada.page).locator('[data-act="bid"]').click();
  await confirm.click();
  await expectPanel(ada.page, 'price-moved');
  expect(JSON.parse(refusals[0] ?? '')).toMatchObject({ rule: 'STL1', askMinor: 11_000 });
  const review = panelOf(ada.page).locator('[data-act="review"]');
  await expect(review).toContainText('£110');
  expect((await world.lot(lotId)).bidCount).toBe(1);

  await expect(async () => {
    await review.click();
    await expect(confirm).toContainText('£110', { timeout: 500 });
  }).toPass();
  await confirm.click();
  await expectPanel(ada.page, 'winning');
  await expect.poll(() => world.lot(lotId)).toMatchObject({ priceMinor: 11_000, bidCount: 2 });
});
