import { expect } from '@playwright/test';
import {
  bidAndLead,
  expectLive,
  expectPanel,
  expectPrice,
  onlyTerminal,
  openRegistered,
  panelOf,
} from './world/bidding';
import { test } from './world/world';

test('Two people outbid each other on two terminals', async ({ world }) => {
  const { lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const [first = '', second = ''] = world.terminals;
  const ada = await world.person('Ada');
  const ben = await world.person('Ben');
  await onlyTerminal(ada.page, world.terminals, first);
  await onlyTerminal(ben.page, world.terminals, second);
  await openRegistered(ada.page, lotId);
  await openRegistered(ben.page, lotId);

  await bidAndLead(ada.page);
  await expect(panelOf(ada.page)).toContainText('You lead at £100.');
  await expect(panelOf(ben.page).locator('[data-act="bid"]')).toHaveText('Bid £110');

  await bidAndLead(ben.page);
  await expectPanel(ada.page, 'outbid');
  await expect(panelOf(ada.page)).toContainText(/Outbid\. Paddle \d+ leads at £110\./);

  await bidAndLead(ada.page);
  await expectPanel(ben.page, 'outbid');
  await expectPrice(ben.page, 12_000);
  const lot = await world.lot(lotId);
  expect(lot).toMatchObject({ priceMinor: 12_000, bidCount: 3 });
});

test('A secret maximum answers for its owner, and nobody else ever sees it', async ({ world }) => {
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  await openRegistered(ada.page, lotId);
  await panelOf(ada.page).locator('[data-act="setMax"]').click();
  await panelOf(ada.page).getByRole('textbox').fill('777');
  await panelOf(ada.page).getByRole('textbox').press('Enter');
  await panelOf(ada.page).locator('[data-act="confirm"]').click();
  await expectPanel(ada.page, 'winning');
  await expectPrice(ada.page, 10_000);

  const ben = await world.person('Ben');
  const heard: string[] = [];
  ben.page.on('websocket', (socket) =>
    socket.on('framereceived', (frame) => heard.push(String(frame.payload))),
  );
  ben.page.on('response', async (response) => {
    const type = response.headers()['content-type'] ?? '';
    if (/json|html|event-stream/.test(type)) heard.push(await response.text().catch(() => ''));
  });
  await ben.page.goto(`/lots/${lotId}`);
  await expectLive(ben.page);
  const rival = await world.rival(auction);
  const answer = await rival.send(
    'POST',
    `/api/v1/lots/${lotId}/bids`,
    { amountMinor: 20_000, kind: 'max' },
    { 'idempotency-key': 'a-rival-bid' },
  );
  expect(answer.ok).toBe(true);
  await expectPrice(ben.page, 22_000);
  await expectPrice(ada.page, 22_000);
  await expectPanel(ada.page, 'winning');
  await expect.poll(() => heard.join('\n')).toContain('"priceMinor":22000');
  expect(heard.join('\n')).not.toMatch(/77700|£777\b/);
});
