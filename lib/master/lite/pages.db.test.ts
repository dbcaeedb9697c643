import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../http/testing/front-fixture';
import {
  bid,
  openLot,
  publishedSale,
  registeredBidder,
  saleBody,
} from '../http/testing/sale-fixture';
import { type LiteFixture, PASSWORD, registerByForm, startLite } from './testing/lite-fixture';
import { formTo, type OldBrowser } from './testing/old-browser';

let lite: LiteFixture;
let house: Caller;
let auctionId: number;
let lotId: number;
let visitor: OldBrowser;

beforeAll(async () => {
  lite = await startLite();
  house = await lite.caller('auctioneer');
  auctionId = await publishedSale(lite, house, { terms: { en: 'Pay within a week.', zh: '' } });
  lotId = await openLot(lite, house, auctionId, {
    title: { en: 'A <b>vase</b> & "more"', zh: '青瓷瓶' },
    closesAt: new Date(Date.now() + 1_800_000).toISOString(),
    notice: { en: 'The neck was restored.', zh: '' },
    description: { en: 'First line.\n\nSecond line.', zh: '' },
  });
  visitor = lite.browser();
});
afterAll(() => lite.stop());

describe('[PSH9] pages are plain HTML that works without a script', () => {
  test('the list of sales leads to a sale, a line a lot, and that to a lot', async () => {
    const list = await visitor.open('/lite');
    expect(list.text).toContain('Clocks & watches');
    const toSale = list.links.find((to) => to.startsWith(`/lite/sales/${auctionId}-`)) ?? '';
    const sale = await visitor.open(toSale);
    expect(sale.text).toContain('A <b>vase</b> & "more"');
    expect(sale.text).toMatch(/1 A .*more" – 0 £100 – Open Closes/);
    const toLot = sale.links.find((to) => to.startsWith(`/lite/lots/${lotId}-`)) ?? '';
    const lot = await visitor.open(toLot);
    expect(lot.text).toMatch(/Lot 1 of 1 A .*vase/);
    expect(lot.text).toContain('First line. Second line.');
    expect(lot.text).toContain('Saleroom notice The neck was restored.');
    expect(lot.text).toMatch(/Closes \d\d:\d\d:\d\d UTC \(in \d+:\d\d\)/);
    expect(lot.text).toMatch(/As of \d\d:\d\d:\d\d UTC\./);
    expect(lot.source).toContain('&lt;b&gt;vase&lt;/b&gt;');
  });

  test('each is drawn again by itself where no script runs, but not what is being typed', async () => {
    const { browser } = await lite.person();
    await registerByForm(browser, auctionId);
    const refresh = /<noscript><meta http-equiv="refresh" content="\d+"><\/noscript>/;
    for (const path of [`/lite/lots/${lotId}`, `/lite/sales/${auctionId}`])
      expect((await browser.open(path)).source, path).toMatch(refresh);
    // No script keeps this one current.
    const mine = await browser.open('/lite/my-bids');
    expect(mine.source).toMatch(/<link[^>]*><meta http-equiv="refresh" content="\d+">/);
    const max = await browser.open(`/lite/lots/${lotId}/max`);
    expect(max.source).not.toMatch(/http-equiv/);
    const question = await browser.submit(formTo(max, '/review'), { amount: '500' });
    expect(question.source).not.toMatch(/http-equiv/);
  });

  test('no module, no inline script, one script file, and a policy that lets in only that', async () => {
    const page = await visitor.open(`/lite/lots/${lotId}`);
    const scripts = page.source.match(/<script[^>]*>/g) ?? [];
    expect(scripts).toHaveLength(1);
    expect(scripts[0]).toMatch(/^<script src="\/lite\/live\.js\?v=\w{12}" nonce="[^"]+">$/);
    const nonce = /nonce="([^"]+)"/.exec(scripts[0] ?? '')?.[1];
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`script-src 'nonce-${nonce}'`);
    expect(policy).toContain("connect-src 'self' http://terminal.test");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.get('cache-control')).toBe('private, no-cache');
    expect(page.source).not.toMatch(/\son\w+=|type="module"|javascript:/);
    const script = await visitor.open('/lite/live.js');
    expect(script.headers.get('content-type')).toContain('javascript');
  });

  test('speaks Chinese to who asks for it or chooses it', async () => {
    const asked = await visitor.open(`/lite/lots/${lotId}`, {
      'accept-language': 'zh-CN,en;q=0.5',
    });
    expect(asked.source).toContain('<html lang="zh-Hans">');
    expect(asked.text).toContain('青瓷瓶');
    expect(asked.text).toContain('登录后即可出价。');
    const other = lite.browser();
    const chosen = await other.open('/lite/language/zh?to=%2Flite%2Fmy-bids');
    expect(chosen.path).toBe('/lite/my-bids');
    expect(chosen.text).toContain('我的出价');
    const away = await other.open('/lite/language/en?to=https%3A%2F%2Fevil.example');
    expect(away.path).toBe('/lite');
  });

  test('a page of 60 lots of a long sale, and the way to the next', async () => {
    const long = await publishedSale(lite, house, { title: { en: 'Long', zh: '' } });
    const times = {
      opensAt: new Date(Date.now() + 60_000).toISOString(),
      closesAt: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const lots = Array.from({ length: 61 }, (_, at) => ({
      ...times,
      title: { en: `Item ${at + 1}`, zh: '' },
      startMinor: 1_000,
    }));
    await lite.ask('POST', `/auctions/${long}/lots`, { by: house, json: { lots } });
    const first = await visitor.open(`/lite/sales/${long}`);
    expect(first.text).toContain('Page 1 of 2');
    expect(first.text).toContain('Item 60 ');
    expect(first.text).not.toContain('Item 61 ');
    const channel = /data-poll="[^"]*channel=([^"]*)"/.exec(first.source)?.[1] ?? '';
    expect(channel.split(',')).toHaveLength(61);
    expect(channel).toContain(`sale:${long},lot:`);
    expect(first.source).toContain('data-proofs="2"');
    const next = first.links.find((to) => to.endsWith('?page=2')) ?? '';
    expect((await visitor.open(next)).text).toContain('Item 61 ');
    expect((await visitor.open(`/lite/sales/${long}?page=3`)).status).toBe(404);
  });

  test("shows a bidder's own lots, outbid first, and a lot at least as new as they were told", async () => {
    const { browser } = await lite.person();
    expect((await visitor.open('/lite/my-bids')).text).toContain('Sign in to see the lots');
    await registerByForm(browser, auctionId);
    const mine = await openLot(lite, house, auctionId, { title: { en: 'Mine', zh: '' } });
    const form = formTo(await browser.open(`/lite/lots/${mine}`), '/review');
    await browser.submit(formTo(await browser.submit(form), '/bid'));
    expect((await browser.open('/lite/my-bids')).text).toMatch(
      /Leading .*Mine .*£100 My maximum £100 Open/,
    );
    const rival = await registeredBidder(lite, auctionId);
    const answer = await bid(lite, rival, mine, { amountMinor: 20_000, kind: 'exact' });
    expect((await browser.open('/lite/my-bids')).text).toMatch(
      /Outbid .*Mine .*£100 My maximum £200 Open/,
    );
    const { reads } = lite.parts;
    const { begin } = reads;
    // A replica that has not heard of the last bids.
    lite.parts.reads = {
      async begin() {
        const page = await begin();
        return { ...page, read: async (query) => older(await page.read(query)) };
      },
    };
    try {
      const path = `/lite/lots/${mine}?v=${answer.body.lot.version}`;
      expect((await browser.open(path)).text).toMatch(/leads at £200/);
    } finally {
      lite.parts.reads = reads;
    }
  });
});

/** A lot as it was before its last change; anything else as it is. */
function older<T>(value: T): T {
  const lot = (value as { lot?: { version: number; priceMinor: number } } | null)?.lot;
  return lot ? { ...value, lot: { ...lot, version: lot.version - 1, priceMinor: 1 } } : value;
}

describe('[AUT3] accounts by form', () => {
  test('a new account, its session, its end', async () => {
    const browser = lite.browser();
    const form = formTo(await browser.open(`/lite/sign-up?to=/lite/my-bids`), '/sign-up');
    const email = `new-${Date.now()}@example.test`;
    const page = await browser.submit(form, { name: 'Mei', email, password: PASSWORD });
    expect(page.path).toBe('/lite/my-bids');
    expect(page.text).toContain('Mei');
    const out = formTo(page, '/sign-out');
    const kept = await browser.submit(out, { token: 'x' });
    expect(kept.status).toBe(403);
    expect((await browser.open('/lite')).text).toContain('Mei');
    expect((await browser.submit(out)).text).not.toContain('Mei');
    expect((await browser.open('/lite/my-bids')).text).toContain('Sign in to see');
  });

  test('a wrong password is refused as on the full page; the address is kept, the password never', async () => {
    const { email } = await lite.person();
    const browser = lite.browser();
    const form = formTo(await browser.open('/lite/sign-in'), '/sign-in');
    const page = await browser.submit(form, { email, password: 'some other password' });
    expect(page.status).toBe(401);
    expect(page.text).toContain('E-mail and password do not match an account.');
    expect(formTo(page, '/sign-in')?.fields.email).toBe(email);
    expect(page.source).not.toContain('some other password');
    const empty = await browser.submit(form, { email: 'nobody', password: '' });
    expect(empty.status).toBe(400);
    expect(empty.text).toContain('Enter an e-mail address');
    expect(empty.text).toContain('Enter your password.');
  });

  test('nobody is signed in by a form that was drawn for another browser, nor by one of another site', async () => {
    const { email } = await lite.person();
    const attacker = lite.browser();
    const theirs = formTo(await attacker.open('/lite/sign-in'), '/sign-in');
    const victim = lite.browser();
    await victim.open('/lite/sign-in');
    const forced = await victim.submit(theirs, { email, password: PASSWORD });
    expect(forced.status).toBe(403);
    expect((await victim.open('/lite')).text).toContain('Sign in');
    const own = formTo(await victim.open('/lite/sign-in'), '/sign-in');
    const fields = { ...own?.fields, email, password: PASSWORD };
    const foreign = await victim.send('/lite/sign-in', fields, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    expect(foreign.text).toContain('another site');
  });

  test('sign-in leads back to lite pages only', async () => {
    for (const to of [
      '//evil.example',
      'https://evil.example',
      '/account',
      '/lite/sign-in',
      '/litex',
    ]) {
      const page = await visitor.open(`/lite/sign-in?to=${encodeURIComponent(to)}`);
      expect(formTo(page, '/sign-in')?.fields.to, to).toBe('/lite');
    }
  });
});

describe('[PSH9, AUT3] registration by form', () => {
  test('shows the terms, needs the tick, records the version, and gives a paddle', async () => {
    const { browser } = await lite.person();
    const path = `/lite/sales/${auctionId}/register`;
    const page = await browser.open(`${path}?to=/lite/lots/${lotId}`);
    expect(page.text).toContain('Pay within a week.');
    const form = formTo(page, '/register');
    const unticked = await browser.submit(form);
    expect(unticked.status).toBe(400);
    expect(unticked.text).toContain('Tick the box to accept the terms');
    const forged = await browser.submit(form, { accept: 'yes', token: 'y' });
    expect(forged.status).toBe(403);
    const old = await browser.submit(form, { accept: 'yes', terms: '7' });
    expect(old.status).toBe(409);
    expect(old.text).toContain('The terms changed since you saw them.');
    const done = await browser.submit(form, { accept: 'yes' });
    expect(done.path).toBe(`/lite/lots/${lotId}`);
    expect(done.text).toContain('You have not bid on this lot.');
    expect((await browser.submit(form, { accept: 'yes' })).path).toBe(`/lite/lots/${lotId}`);
    expect((await browser.open(`/lite/sales/${auctionId}`)).text).toMatch(
      /You bid with paddle \d+/,
    );
  });

  test('a visitor is led to sign in and back', async () => {
    const page = await visitor.open(`/lite/sales/${auctionId}/register`);
    expect(page.path).toMatch(/^\/lite\/sign-in\?to=/);
    expect(formTo(page, '/sign-in')?.fields.to).toBe(`/lite/sales/${auctionId}/register`);
  });
});

describe('[PSH9] what cannot be shown is said in words', () => {
  test('nothing, drafts, other methods, other bodies, too much', async () => {
    const draft = await lite.ask('POST', '/auctions', { by: house, json: saleBody() });
    const made = await lite.ask('POST', `/auctions/${draft.body.id}/lots`, {
      by: house,
      json: {
        title: { en: 'Hidden', zh: '' },
        startMinor: 100,
        opensAt: new Date(Date.now() + 1e6).toISOString(),
        closesAt: new Date(Date.now() + 2e6).toISOString(),
      },
    });
    const hidden = made.body.lots[0].id;
    for (const path of [
      '/lite/lots/999999',
      '/lite/lots/abc',
      '/lite/nothing',
      `/lite/sales/${draft.body.id}`,
      `/lite/sales/${draft.body.id}/register`,
      `/lite/lots/${hidden}`,
      `/lite/lots/${lotId}?v=-1`,
      '/lite/sales/99999999999',
    ]) {
      const page = await visitor.open(path);
      expect(page.status, path).toBe(404);
      expect(page.text).toContain('This page does not exist, or it is not public yet.');
      expect(page.text).not.toContain('Hidden');
    }
    const posted = await visitor.send(`/lite/lots/${lotId}`, {});
    expect(posted.status).toBe(404);
    const json = await visitor.send(
      `/lite/lots/${lotId}/bid`,
      {},
      { 'content-type': 'application/json' },
    );
    expect(json.status).toBe(415);
    const large = await visitor.send(`/lite/lots/${lotId}/bid`, { amount: 'x'.repeat(20_000) });
    expect(large.status).toBe(413);
    const zero = await visitor.send(`/lite/lots/${lotId}/bid`, { amount: '\0' });
    expect(zero.status).toBe(400);
  });

  test('a failure is named by a reference that the log has, and nothing else leaves', async () => {
    const { reads } = lite.parts;
    lite.parts.reads = { begin: () => Promise.reject(new Error('secret detail of the database')) };
    try {
      const page = await visitor.open('/lite');
      expect(page.status).toBe(500);
      const reference = /Reference (\w{4})\./.exec(page.text)?.[1];
      expect(reference).toBeDefined();
      expect(page.source).not.toContain('secret detail');
      expect(lite.logged.some((line) => line.includes(reference ?? '-'))).toBe(true);
    } finally {
      lite.parts.reads = reads;
    }
  });

  test('pages beyond what is drawn at once are refused for the moment, and bids go on', async () => {
    const { reads } = lite.parts;
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let waiting = 0;
    lite.parts.reads = {
      async begin() {
        waiting += 1;
        await gate;
        return reads.begin();
      },
    };
    const many = Array.from({ length: 60 }, () => lite.browser().open('/lite'));
    try {
      await expect.poll(() => waiting, { timeout: 20_000 }).toBe(48);
      const page = await visitor.open('/lite');
      expect(page.status).toBe(503);
      expect(page.headers.get('retry-after')).toBe('2');
      const bidder = await registeredBidder(lite, auctionId);
      const answer = await bid(lite, bidder, lotId, { amountMinor: 10_000, kind: 'exact' });
      expect(answer.status).toBe(201);
    } finally {
      letGo();
      lite.parts.reads = reads;
    }
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(48);
    expect(statuses.filter((status) => status === 503)).toHaveLength(12);
    expect((await visitor.open('/lite')).status).toBe(200);
  });
});
