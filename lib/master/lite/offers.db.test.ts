import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../http/testing/front-fixture';
import { act, openLot, publishedSale } from '../http/testing/sale-fixture';
import { type LiteFixture, registerByForm, startLite } from './testing/lite-fixture';
import { formTo, type OldBrowser } from './testing/old-browser';

let lite: LiteFixture;
let house: Caller;
let auctionId: number;
let ada: OldBrowser;

beforeAll(async () => {
  lite = await startLite();
  house = await lite.caller('auctioneer');
  auctionId = await publishedSale(lite, house, { softClose: null });
  const { browser } = await lite.person();
  await registerByForm(browser, auctionId);
  ada = browser;
});
afterAll(() => lite.stop());

test('[OFR1, PSH9] an offer is made by forms, stays sealed, and the page says nothing of a ladder', async () => {
  const lotId = await openLot(lite, house, auctionId, { selling: { format: 'sealed' } });
  const lot = await ada.open(`/lite/lots/${lotId}`);
  expect(lot.text).toContain('You have made no offer on this lot.');
  expect(lot.text).toContain('Make an offer');
  expect(lot.text).toContain('Offers are sealed: nobody sees them');
  expect(lot.text).not.toMatch(/Next bid|Set a maximum|Current bid|one step above/);

  const form = formTo(await ada.open(`/lite/lots/${lotId}/max`), '/review');
  const low = await ada.submit(form, { amount: '99' });
  expect(low.text).toContain('Enter £100 or more');
  const question = await ada.submit(form, { amount: '250' });
  expect(question.text).toContain('Offer £250 for lot');
  const outcome = await ada.submit(formTo(question, '/bid'));
  expect(outcome.text).toContain('Your offer of £250 was received at');
  expect(outcome.text).toContain('You offered £250. It stays sealed until the close');

  await act(lite, house, lotId, 'close');
  const sold = await ada.open(`/lite/lots/${lotId}`);
  expect(sold.text).toContain('Sold to you for £250.');
  expect(sold.text).toContain('1 offer');
});

test('[MUL2, PSH9] several units are offered for, all or none', async () => {
  const selling = { format: 'multi-unit', units: 40 };
  const lotId = await openLot(lite, house, auctionId, { selling });
  const form = formTo(await ada.open(`/lite/lots/${lotId}/max`), '/review');
  const wrong = await ada.submit(form, { amount: '120', units: 'many' });
  expect(wrong.text).toContain('Enter how many: a whole number from 1');
  const question = await ada.submit(form, { amount: '120', units: '5', all: '1' });
  expect(question.text).toContain('Offer £120 each for 5 units of lot');
  expect(question.text).toContain('At most £780 to pay with premium and tax. £600 + £150 premium');
  const outcome = await ada.submit(formTo(question, '/bid'));
  expect(outcome.text).toContain('You offered £120 each for 5 units or none.');
});

test('[DUT1, DUT2, PSH9] a falling price is shown with the time it holds until, and is bought at', async () => {
  const selling = { format: 'dutch', units: 3, stepMinor: 1_000, intervalMs: 86_400_000 };
  const over = { selling, startMinor: 50_000, closesAt: undefined };
  const lotId = await openLot(lite, house, auctionId, over);
  const lot = await ada.open(`/lite/lots/${lotId}`);
  expect(lot.text).toMatch(/Price now, each\s+£500, until /);
  expect(lot.text).toContain('3 of 3 left');
  const question = await ada.submit(formTo(lot, '/review'), { units: '2' });
  expect(question.text).toContain('You pay the clock’s price on arrival, at most £500 each.');
  const outcome = await ada.submit(formTo(question, '/bid'));
  expect(outcome.text).toContain('You bought 2 units for £1,000.');
  expect(outcome.text).toContain('1 of 3 left');
  expect(outcome.text).not.toMatch(/You lead|Outbid/);
  const sale = await ada.open(`/lite/sales/${auctionId}`);
  expect(sale.text).toContain('£500, until ');
  const mine = await ada.open('/lite/my-bids');
  expect(mine.text).toMatch(
    /Won .*2 × £500 Most I would pay Bought 2 units for £1,000 £500, until /,
  );
  // No script follows this page: each browser draws it again.
  expect(mine.source).toMatch(/<link[^>]*><meta http-equiv="refresh" content="20">/);
});

test('[DUT2, PSH9] a page without a script is drawn again once the price has fallen', async () => {
  const selling = { format: 'dutch', stepMinor: 1_000, intervalMs: 12_000 };
  const over = { selling, startMinor: 50_000, closesAt: undefined };
  const lotId = await openLot(lite, house, auctionId, over);
  const again = async (path: string) =>
    Number(/<noscript><meta[^>]*content="(\d+)"/.exec((await ada.open(path)).source)?.[1]);
  for (const path of [`/lite/lots/${lotId}`, `/lite/sales/${auctionId}`]) {
    expect(await again(path)).toBeLessThanOrEqual(12);
    expect(await again(path)).toBeGreaterThanOrEqual(5);
  }
});
