import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHouseSigner } from '../../node-token/house-signer';
import { AUTH_SECRET, type Caller } from '../http/testing/front-fixture';
import { act, bid, openLot, publishedSale, registeredBidder } from '../http/testing/sale-fixture';
import { type LiteFixture, registerByForm, startLite } from './testing/lite-fixture';
import { formTo, type OldBrowser, type OldPage } from './testing/old-browser';

let lite: LiteFixture;
let house: Caller;
let auctionId: number;
/** Registered for the sale; each test has lots of its own. */
let ada: OldBrowser;
let ben: OldBrowser;

beforeAll(async () => {
  lite = await startLite();
  house = await lite.caller('auctioneer');
  auctionId = await publishedSale(lite, house, {
    charges: {
      premium: [{ upToMinor: null, rateBp: 2_500 }],
      tax: { rateBp: 2_000, on: 'premium' },
    },
  });
  ada = await bidder();
  ben = await bidder();
});
afterAll(() => lite.stop());

const newLot = (over: Record<string, unknown> = {}) => openLot(lite, house, auctionId, over);

async function bidder(): Promise<OldBrowser> {
  const { browser } = await lite.person();
  await registerByForm(browser, auctionId);
  return browser;
}

/** From the lot's page to the question with its costs. */
async function review(browser: OldBrowser, lotId: number, max?: string): Promise<OldPage> {
  const path = `/lite/lots/${lotId}${max === undefined ? '' : '/max'}`;
  const form = formTo(await browser.open(path), '/review');
  return browser.submit(form, max === undefined ? {} : { amount: max });
}

async function accepted(lotId: number): Promise<number> {
  const { rows } = await lite.pool.query(
    `select count(*)::int as n from ledger where lot_id = $1 and kind = 'bid' and code is null`,
    [lotId],
  );
  return rows[0].n;
}

describe('[PSH9] a bid is made by forms alone', () => {
  test('the lot page offers the ask, the next page says what it costs, the third who leads', async () => {
    const lotId = await newLot();
    const lot = await ada.open(`/lite/lots/${lotId}`);
    expect(lot.text).toContain('You have not bid on this lot.');
    expect(formTo(lot, '/review')?.label).toBe('Bid £100');

    const question = await ada.submit(formTo(lot, '/review'));
    expect(question.text).toContain("Bid £100 on lot 1? A bid can't be withdrawn.");
    expect(question.text).toContain('£130 to pay with premium and tax.');
    expect(question.text).toContain('£100 + £25 premium + £5 tax');
    expect(await accepted(lotId)).toBe(0);

    const outcome = await ada.submit(formTo(question, '/bid'));
    expect(outcome.status).toBe(200);
    expect(outcome.text).toMatch(
      /Your bid of £100 was received at \d\d:\d\d:\d\d UTC and stands\. You lead at £100\./,
    );
    // The receipt is there to be copied, and holds the house to the entry (LED1).
    const shown = /<textarea id="receipt"[^>]*>([^<]*)</.exec(outcome.source)?.[1] ?? '';
    const receipt = JSON.parse(shown.replaceAll('&quot;', '"').replaceAll('&#34;', '"'));
    expect(createHouseSigner(AUTH_SECRET).sign(receipt.text)).toEqual(receipt);
    expect(JSON.parse(receipt.text)).toMatchObject({ lotId, outcome: 'leading', code: null });
    expect(await accepted(lotId)).toBe(1);
    const again = await ada.open(`/lite/lots/${lotId}`);
    expect(again.text).toContain('You lead at £100.');
    expect(again.text).toContain('Your maximum: £100');
  });

  test('a maximum stays secret from others and is asked for with the next steps of the ladder', async () => {
    const lotId = await newLot();
    const field = await ada.open(`/lite/lots/${lotId}/max`);
    expect(field.text).toContain('Enter £100 or more');
    const labels = field.forms.filter(({ action }) => action.endsWith('/review'));
    expect(labels.map(({ label }) => label)).toEqual([
      'Review',
      '£100',
      '£110',
      '£120',
      '£130',
      '£140',
    ]);
    const question = await review(ada, lotId, '£777');
    expect(question.text).toContain('Set a maximum of £777 on lot');
    expect(question.text).toContain('At most £1,010.10 to pay with premium and tax.');
    const outcome = await ada.submit(formTo(question, '/bid'));
    expect(outcome.text).toContain('Your maximum of £777 was received at');
    expect(outcome.text).toContain('You lead at £100.');

    const outbid = await ben.submit(formTo(await review(ben, lotId, '200'), '/bid'));
    expect(outbid.status).toBe(200);
    expect(outbid.text).toMatch(/stands\. Outbid\. Paddle \d+ leads at £220\./);
    // Times, receipts and tokens may hold any three digits in a row.
    expect(outbid.source).not.toMatch(/£777|\b77700\b/);
    expect(formTo(outbid, '/review')?.label).toBe('Bid £240');
  });

  test('the price that moved is shown with the new ask, before the question and after it', async () => {
    const lotId = await newLot();
    const lot = await ada.open(`/lite/lots/${lotId}`);
    const rival = await registeredBidder(lite, auctionId);
    await bid(lite, rival, lotId, { amountMinor: 15_000, kind: 'exact' });
    const early = await ada.submit(formTo(lot, '/review'));
    expect(early.text).toContain('The price moved to £150 first. Your bid was not placed.');
    expect(formTo(early, '/bid')).toBeUndefined();

    const question = await ada.submit(formTo(early, '/review'));
    expect(formTo(question, '/bid')?.label).toBe('Confirm £160');
    await bid(lite, rival, lotId, { amountMinor: 30_000, kind: 'max' });
    const other = await registeredBidder(lite, auctionId);
    await bid(lite, other, lotId, { amountMinor: 20_000, kind: 'exact' });
    const late = await ada.submit(formTo(question, '/bid'));
    expect(late.status).toBe(409);
    expect(late.text).toContain(
      'Your bid of £160 was not placed. The bid was below the asking price. Rule PRX1.',
    );
    expect(formTo(late, '/review')?.label).toBe('Review £240');
  });

  test('[STL1] where the sale confirms stale bids, the form names the ask that was seen', async () => {
    const careful = await publishedSale(lite, house, { staleBid: 'confirm' });
    await registerByForm(ada, careful);
    const lotId = await openLot(lite, house, careful);
    const question = await review(ada, lotId);
    expect(formTo(question, '/bid')?.fields.seen).toBe('100.00');
    const rival = await registeredBidder(lite, careful);
    await bid(lite, rival, lotId, { amountMinor: 10_000, kind: 'exact', seenAskMinor: 10_000 });
    const late = await ada.submit(formTo(question, '/bid'));
    expect(late.status).toBe(409);
    expect(late.text).toContain('The asking price moved first. Rule STL1.');
    expect(formTo(late, '/review')?.label).toBe('Review £110');
    expect(await accepted(lotId)).toBe(1);
  });

  test('what was typed wrong is said beside the field, which keeps it', async () => {
    const lotId = await newLot();
    for (const [typed, said] of [
      ['much', 'Enter an amount such as £100'],
      ['99', 'Enter £100 or more'],
      ['100.123', 'GBP has 2 decimals'],
    ] as const) {
      const page = await review(ada, lotId, typed);
      expect(page.status).toBe(400);
      expect(page.text).toContain(said);
      expect(formTo(page, '/review')?.fields.amount).toBe(typed);
    }
  });

  test('who may not bid is told why and where to go', async () => {
    const lotId = await newLot();
    const visitor = await lite.browser().open(`/lite/lots/${lotId}`);
    expect(visitor.text).toContain('Sign in to bid.');
    expect(visitor.links.some((to) => to.startsWith('/lite/sign-in?to='))).toBe(true);
    const { browser } = await lite.person();
    const stranger = await browser.open(`/lite/lots/${lotId}`);
    expect(stranger.text).toContain('Register for this sale to bid.');
    expect(formTo(stranger, '/review')).toBeUndefined();
  });

  test('a lot that closed meanwhile says so, with its result', async () => {
    const lotId = await newLot();
    const question = await review(ada, lotId);
    await act(lite, house, lotId, 'close');
    const late = await ada.submit(formTo(question, '/bid'));
    expect(late.status).toBe(409);
    expect(late.text).toContain('Your bid of £100 was not placed.');
    expect(late.text).toContain('Passed. Not sold.');
    expect(formTo(late, '/review')).toBeUndefined();
  });
});

describe('[AUT3, G5] the form is the key', () => {
  test('Back and submit, a reload and two presses at once bid once and get the first answer', async () => {
    const lotId = await newLot();
    const form = formTo(await review(ada, lotId), '/bid');
    const [one, two] = await Promise.all([ada.submit(form), ada.submit(form)]);
    const later = await ada.submit(form);
    const said = /Your bid of £100 was received at [\d:]+ UTC and stands\./;
    expect(one.text).toMatch(said);
    expect(two.text.match(said)?.[0]).toBe(one.text.match(said)?.[0]);
    expect(later.text.match(said)?.[0]).toBe(one.text.match(said)?.[0]);
    expect(await accepted(lotId)).toBe(1);
  });

  test('sent again after somebody outbid it, it says so and bids nothing', async () => {
    const lotId = await newLot();
    const form = formTo(await review(ada, lotId), '/bid');
    await ada.submit(form);
    const rival = await registeredBidder(lite, auctionId);
    await bid(lite, rival, lotId, { amountMinor: 50_000, kind: 'exact' });
    const again = await ada.submit(form);
    expect(again.text).toMatch(/Outbid\. Paddle \d+ leads at £500\./);
    expect(await accepted(lotId)).toBe(2);
  });

  test('another amount under the same key is refused', async () => {
    const lotId = await newLot();
    const form = formTo(await review(ada, lotId), '/bid');
    await ada.submit(form);
    const other = await ada.submit(form, { amount: '200.00' });
    expect(other.status).toBe(422);
    expect(await accepted(lotId)).toBe(1);
  });

  test('without a token, with one of another lot, of another session, or a forged one: nothing is placed, what was typed is kept', async () => {
    const [lotId, otherLot] = [await newLot(), await newLot()];
    const form = formTo(await review(ada, lotId, '150'), '/bid');
    const foreign = formTo(await review(ada, otherLot, '150'), '/bid')?.fields.token ?? '';
    const bens = formTo(await review(ben, lotId, '150'), '/bid')?.fields.token ?? '';
    const mine = form?.fields.token ?? '';
    const forged = mine.slice(0, -4) + (mine.endsWith('AAAA') ? 'BBBB' : 'AAAA');
    for (const token of ['', foreign, bens, forged, 'x'.repeat(2_000)]) {
      const page = await ada.submit(form, { token });
      expect(page.status, token).toBe(403);
      expect(page.text).toContain('Nothing was done with it.');
      expect(page.text).toContain('Set a maximum of £150 on lot');
      expect(formTo(page, '/bid')?.fields).toMatchObject({ amount: '150.00', kind: 'max' });
      expect(formTo(page, '/bid')?.fields.token).not.toBe(token);
    }
    expect(await accepted(lotId)).toBe(0);
    await ada.submit(form);
    expect(await accepted(lotId)).toBe(1);
  });

  test('a form that lay about too long bids nothing; one that was sent in time gets its answer', async () => {
    const lotId = await newLot();
    const old = formTo(await review(ada, lotId), '/bid');
    const { clock } = lite.parts.desk;
    const later = { ...clock, now: () => ({ ...clock.now(), ms: clock.now().ms + 11 * 60_000 }) };
    lite.parts.desk.clock = later;
    try {
      const page = await ada.submit(old);
      expect(page.status).toBe(409);
      expect(page.text).toContain('This form was too old.');
      expect(formTo(page, '/bid')?.fields.amount).toBe('100.00');
      expect(await accepted(lotId)).toBe(0);
    } finally {
      lite.parts.desk.clock = clock;
    }
    await ada.submit(old);
    expect(await accepted(lotId)).toBe(1);
    lite.parts.desk.clock = later;
    try {
      const page = await ada.submit(old);
      expect(page.status).toBe(200);
      expect(page.text).toContain('Your bid of £100 was received at');
    } finally {
      lite.parts.desk.clock = clock;
    }
    expect(await accepted(lotId)).toBe(1);
  });

  test('a form of another site is refused whatever it carries; one without Origin is decided by its token', async () => {
    const lotId = await newLot();
    const form = formTo(await review(ada, lotId), '/bid');
    for (const origin of ['https://evil.example', 'null']) {
      const page = await ada.send(`/lite/lots/${lotId}/bid`, form?.fields ?? {}, { origin });
      expect(page.status).toBe(403);
      expect(page.text).toContain('This request came from another site.');
    }
    expect(await accepted(lotId)).toBe(0);
    expect((await ada.submit(form)).status).toBe(200);
    expect(await accepted(lotId)).toBe(1);
  });

  test('a session that ended meanwhile places nothing', async () => {
    const lotId = await newLot();
    const browser = await bidder();
    const form = formTo(await review(browser, lotId), '/bid');
    const signOut = formTo(await browser.open('/lite'), '/sign-out');
    await browser.submit(signOut);
    const page = await browser.submit(form);
    expect(page.status).toBe(401);
    expect(page.text).toContain('no bid was placed');
    expect(await accepted(lotId)).toBe(0);
  });
});

describe('[LAN2, PSH9] an outcome that nobody knows yet', () => {
  test('is said, and asking again with the same form finds it', async () => {
    const lotId = await newLot();
    const form = formTo(await review(ada, lotId), '/bid');
    const { lanes } = lite.parts.desk;
    lite.parts.desk.lanes = {
      async submit(lot, input) {
        await lanes.submit(lot, input); // Decided and committed; the answer is lost.
        return { ok: false, error: { kind: 'undecided' } };
      },
    };
    const open = await ada.submit(form).finally(() => {
      lite.parts.desk.lanes = lanes;
    });
    expect(open.status).toBe(503);
    expect(open.text).toContain("No answer yet. Don't bid again; we are checking.");
    const again = formTo(open, '/bid');
    expect(again?.label).toBe('Check what became of it');
    const found = await ada.submit(again);
    expect(found.status).toBe(200);
    expect(found.text).toMatch(/was received at [\d:]+ UTC and stands\. You lead at £100\./);
    expect(await accepted(lotId)).toBe(1);
  });

  test('who was signed out meanwhile is told where it can be seen, not that nothing was placed', async () => {
    const lotId = await newLot();
    const browser = await bidder();
    const form = formTo(await review(browser, lotId), '/bid');
    await browser.submit(form);
    browser.cookies.clear();
    const page = await browser.submit(form, { doubted: '1' });
    expect(page.status).toBe(401);
    expect(page.text).toContain('Sign in to see what became of your bid.');
    expect(page.text).not.toContain('no bid was placed');
  });
});
