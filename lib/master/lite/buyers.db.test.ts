import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../http/testing/front-fixture';
import {
  act,
  bid,
  expectStatus,
  lotBody,
  openLot,
  publishedSale,
  registeredBidder,
} from '../http/testing/sale-fixture';
import { type LiteFixture, registerByForm, startLite } from './testing/lite-fixture';
import { formTo, type OldBrowser, type OldPage } from './testing/old-browser';

let lite: LiteFixture;
let house: Caller;
let auctionId: number;
let ada: OldBrowser;

beforeAll(async () => {
  lite = await startLite();
  house = await lite.caller('auctioneer');
  // 25 % to 500.00 and 20 % above; tax on hammer and premium.
  auctionId = await publishedSale(lite, house, {
    charges: {
      premium: [
        { upToMinor: 50_000, rateBp: 2_500 },
        { upToMinor: null, rateBp: 2_000 },
      ],
      tax: { rateBp: 1_000, on: 'both' },
    },
  });
  ada = await bidder('Ada');
});
afterAll(() => lite.stop());

async function bidder(name: string): Promise<OldBrowser> {
  const { browser } = await lite.person(name);
  await registerByForm(browser, auctionId);
  return browser;
}

const buying = { selling: { format: 'english', buyNowMinor: 100_000 } };

const formSaying = (page: OldPage, label: string) =>
  page.forms.find((form) => form.label === label);

const linkTo = (page: OldPage, part: string) => page.links.find((to) => to.includes(part)) ?? '';

async function newLot(over: Record<string, unknown> = {}): Promise<number> {
  const json = lotBody(over);
  const made = await lite.ask('POST', `/auctions/${auctionId}/lots`, { by: house, json });
  return expectStatus(made, 201).body.lots[0].id;
}

/** Leaves a limit by forms, from the lot's page to the answer. */
async function leave(lotId: number, typed: string): Promise<OldPage> {
  const lot = await ada.open(`/lite/lots/${lotId}`);
  const field = await ada.open(linkTo(lot, '/max'));
  return ada.submit(formTo(field, '/review'), { amount: typed });
}

describe('[BUY1, PSH9] a lot is bought at once by forms alone', () => {
  test('[PRM1] after premium and tax were shown; sent again it is the same purchase', async () => {
    const lotId = await openLot(lite, house, auctionId, buying);
    const lot = await ada.open(`/lite/lots/${lotId}`);
    const question = await ada.submit(formSaying(lot, 'Buy now £1,000'));
    expect(question.text).toMatch(/Buy lot \d+ now for £1,000\? It ends the bidding/);
    // 125 of the first 500, 100 of the other 500, and a tenth of the whole.
    expect(question.text).toContain('£1,347.50 to pay with premium and tax.');
    expect(question.text).toContain('£1,000 + £225 premium + £122.50 tax');
    const form = formTo(question, '/bid');
    const outcome = await ada.submit(form);
    expect(outcome.status).toBe(200);
    expect(outcome.text).toMatch(/Your purchase for £1,000 was received at .* is yours\./);
    expect(outcome.text).toContain('Sold to you for £1,000.');
    expect((await ada.submit(form)).text).toContain('Your purchase for £1,000 was received');
    const { rows } = await lite.pool.query(
      `select count(*)::int as n from ledger where lot_id = $1 and kind in ('bid', 'sold')`,
      [lotId],
    );
    expect(rows[0].n).toBe(1);
  });

  test('and is refused, with the rule, once a bid has ended the offer', async () => {
    const lotId = await openLot(lite, house, auctionId, buying);
    const lot = await ada.open(`/lite/lots/${lotId}`);
    const offered = formSaying(lot, 'Buy now £1,000');
    const form = formTo(await ada.submit(offered), '/bid');
    const rival = await registeredBidder(lite, auctionId);
    expectStatus(await bid(lite, rival, lotId, { amountMinor: 10_000, kind: 'exact' }), 201);
    const late = await ada.submit(form);
    expect(late.status).toBe(409);
    expect(late.text).toContain('cannot be bought at once for this price any more. Rule BUY1.');
    const early = await ada.submit(offered);
    expect(early.text).toContain('cannot be bought at once for this price any more.');
    expect(formTo(early, '/bid')).toBeUndefined();
    expect(formSaying(early, 'Buy now £1,000')).toBeUndefined();
  });
});

describe('[ABS1, PSH9] a maximum is left before the opening by forms alone', () => {
  test('[PRM1] with the most it can cost, replaced by another, and bid when the lot opens', async () => {
    const lotId = await newLot();
    const before = await ada.open(`/lite/lots/${lotId}`);
    expect(before.text).toContain('Leave a maximum');
    const low = await leave(lotId, '99');
    expect(low.text).toContain('Enter £100 or more');
    const question = await leave(lotId, '300');
    expect(question.text).toContain('Leave a maximum of £300 for the opening of lot');
    expect(question.text).toContain('At most £412.50 to pay with premium and tax.');
    const outcome = await ada.submit(formTo(question, '/bid'));
    expect(outcome.text).toMatch(/Your maximum of £300 was received at .* waits for the opening\./);
    expect(outcome.text).toContain('You left a maximum of £300.');
    expect(outcome.text).toContain('Leave another maximum');
    const other = await ada.submit(formTo(await leave(lotId, '200'), '/bid'));
    expect(other.text).toContain('You left a maximum of £200.');
    const others = await lite.browser().open(`/lite/lots/${lotId}`);
    expect(others.text).not.toMatch(/£[23]00/);

    await act(lite, house, lotId, 'open');
    const opened = await ada.open(`/lite/lots/${lotId}`);
    expect(opened.text).toContain('You lead at £100.');
    expect(opened.text).toContain('Your maximum: £200');
  });

  test('[REV1] in a tender it is a lowest price, and nothing is paid', async () => {
    const lotId = await newLot({ selling: { format: 'reverse' } });
    expect((await ada.open(`/lite/lots/${lotId}`)).text).toContain('Leave a lowest price');
    const question = await leave(lotId, '80');
    expect(question.text).toContain('Leave a lowest price of £80 for the opening of lot');
    expect(question.text).not.toContain('to pay with premium');
    expect(question.text).toContain('At least £80 is paid to you: no premium, no tax.');
    const outcome = await ada.submit(formTo(question, '/bid'));
    expect(outcome.text).toContain('You left a lowest price of £80.');
  });
});

describe('[PSH9] what a bidder can ask of the house stands behind plain links', () => {
  test('[PRM1, PAY1] the invoice: a line a lot, premium by its bands, tax, their sums, and what is paid', async () => {
    const eva = await bidder('Eva');
    expect((await eva.open(`/lite/my-bids/invoices/${auctionId}`)).status).toBe(404);
    for (const amount of ['£1,000', '£200']) {
      const minor = amount === '£200' ? 20_000 : 100_000;
      const selling = { format: 'english', buyNowMinor: minor };
      const lotId = await openLot(lite, house, auctionId, { selling });
      const lot = await eva.open(`/lite/lots/${lotId}`);
      const question = await eva.submit(formSaying(lot, `Buy now ${amount}`));
      await eva.submit(formTo(question, '/bid'));
    }
    const mine = await eva.open('/lite/my-bids');
    const invoice = await eva.open(linkTo(mine, '/invoices/'));
    expect(invoice.text).toMatch(/£1,000\.00 £225\.00 £122\.50 £1,347\.50/);
    expect(invoice.text).toMatch(/£200\.00 £50\.00 £25\.00 £275\.00/);
    expect(invoice.text).toMatch(/All lots £1,200\.00 £275\.00 £147\.50 £1,622\.50/);
    expect(invoice.text).toContain('Buyer: Eva');
    expect(invoice.text).not.toContain('Still to pay');
    const owed = await lite.ask('GET', `/auctions/${auctionId}/invoices`, { by: house });
    const { items } = expectStatus(owed, 200).body;
    const { registrationId, lots } = items.find(
      (one: { buyer: { name: string } }) => one.buyer.name === 'Eva',
    );
    const paid = await lite.ask('PATCH', `/registrations/${registrationId}/payments`, {
      by: house,
      json: { lots: [lots[0].lotId], isPaid: true, reference: 'Transfer 17' },
    });
    expectStatus(paid, 200);
    const after = await eva.open(linkTo(mine, '/invoices/'));
    expect(after.text).toContain('Still to pay: £275.00');
    // Nobody else's.
    const out = await lite.browser().open(`/lite/my-bids/invoices/${auctionId}`);
    expect(out.status).toBe(401);
    expect(out.text).toContain('Sign in to see what you have won.');
  });

  test('[WHY2] why a bid was outbid: the rule, the lot then, what it would have taken', async () => {
    const lotId = await openLot(lite, house, auctionId);
    const question = await ada.submit(formTo(await ada.open(`/lite/lots/${lotId}`), '/review'));
    await ada.submit(formTo(question, '/bid'));
    const rival = await registeredBidder(lite, auctionId);
    expectStatus(await bid(lite, rival, lotId, { amountMinor: 25_000, kind: 'max' }), 201);
    const mine = await ada.open('/lite/my-bids');
    const why = await ada.open(linkTo(mine, '/why/'));
    expect(why.text).toContain('You bid £100.');
    expect(why.text).toContain('Nobody had bid; £100 was asked.');
    expect(why.text).toContain('Rule PRX2: the higher maximum leads');
    expect(why.text).not.toContain('£250');
    const others = await (await bidder('Ben')).open(linkTo(mine, '/why/'));
    expect(others.status).toBe(404);
  });
});
