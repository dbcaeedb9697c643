import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { liteScript } from '../../../scripts/lite-script.mjs';
import { runOnOldPage } from './testing/old-page';

const SCRIPT = readFileSync(path.resolve('public', 'lite', 'live.js'), 'utf8');
/** The primary's time when the page was drawn, and the device's, which is an hour ahead. */
const DRAWN_MS = Date.UTC(2026, 5, 6, 13, 0, 0);
const DEVICE_MS = DRAWN_MS + 3_600_000;
const [ONE, TWO] = ['http://one.test', 'http://two.test'];

const LOT = {
  id: 42,
  lotNumber: 14,
  version: 17,
  extensions: 0,
  state: 'open',
  priceMinor: 10_000,
  askMinor: 11_000,
  bidCount: 1,
  leaderPaddle: 12,
  reserve: 'not-met',
  closesAtMs: DRAWN_MS + 125_000,
};

const open = (
  over: Record<string, string | number> = {},
  row: Record<string, string> = {},
): ReturnType<typeof runOnOldPage> =>
  runOnOldPage(SCRIPT, {
    atMs: DEVICE_MS,
    live: {
      terminals: `${ONE} ${TWO}`,
      poll: '/v1/poll?protocol=1&channel=lot:42',
      proofs: 1,
      epoch: 3,
      have: '{"42":17}',
      falls: '{}',
      look: 'standing ',
      now: DRAWN_MS,
      wait: 25_000,
      paddle: 12,
      sign: '£',
      digits: 2,
      decimals: 0,
      offset: 3_600_000,
      zone: ' BST',
      'as-of': 'As of {at}.',
      lost: 'Not current since {at}.',
      closes: 'Closes {at} (in {left})',
      up: 'Time is up',
      leader: 'Paddle {paddle}',
      bid: 'Bid {amount}',
      winning: 'You lead at {price}.',
      outbid: 'Outbid. Paddle {paddle} leads at {price}.',
      changed: 'Changed.',
      moved: 'The house moved at {at}.',
      resumed: 'Lot {lot} closes at {at} now.',
      outdated: 'Updated.',
      until: '{price}, until {at}',
      cost: 'Next step.',
      's-open': 'Open',
      's-sold': 'Sold',
      'r-met': 'Reserve met',
      'r-not-met': 'Reserve not met',
      ...over,
    },
    elements: {
      'lot-42': {
        'data-state': 'open',
        'data-standing': 'winning',
        'data-mine': '1',
        'data-closes': String(LOT.closesAtMs),
        'data-extensions': '0',
        ...row,
      },
      'standing-42': { class: 'standing winning' },
      changed: { class: 'hide' },
      lost: { class: 'hide' },
      told: { class: 'hide' },
      'cost-42': { text: '£143 to pay.' },
      ...Object.fromEntries(
        [
          ...['price', 'ask', 'bids', 'leader', 'state', 'reserve', 'time', 'amount', 'bid', 'buy'],
        ].map((name) => [`${name}-42`, {}]),
      ),
      fresh: {},
    },
  });

const beat = (nowMs: number, isProven = true) => ({
  t: 'beat',
  nowMs,
  channels: isProven ? { 'lot:42': '0123456789abcdef' } : {},
});
const lots = (...of: object[]) => ({ t: 'lots', lots: of });

describe('[PSH9] the script of the lite pages', () => {
  test('is at most 4 KB as it is served, and made of its readable form', () => {
    expect(Buffer.byteLength(SCRIPT)).toBeLessThanOrEqual(4_096);
    expect(SCRIPT).toBe(liteScript());
  });

  test('is ES5: nothing of it has to be rewritten for that', () => {
    const as = (target: ts.ScriptTarget, text: string) =>
      ts.transpileModule(text, { compilerOptions: { target, removeComments: true } }).outputText;
    const isOld = (text: string) =>
      as(ts.ScriptTarget.ES5, text) === as(ts.ScriptTarget.ESNext, text);
    expect(isOld(SCRIPT)).toBe(true);
    expect(isOld(readFileSync(path.resolve('lib', 'master', 'lite', 'live.js'), 'utf8'))).toBe(
      true,
    );
    for (const newer of ['let a = 1;', 'f(() => 1);', 'f(`a`);', 'f({ a, ...b });', 'a = b ** 2;'])
      expect(isOld(newer), newer).toBe(false);
  });

  test('names no interface but XMLHttpRequest', () => {
    expect(SCRIPT).not.toMatch(
      /fetch|WebSocket|EventSource|Promise|import\b|localStorage|innerHTML/,
    );
    expect(SCRIPT).toContain('XMLHttpRequest');
  });

  test('asks with what the page holds, under a token, at an address that changes each time', () => {
    const page = open();
    const [first] = page.asked;
    const query = first?.url.searchParams;
    expect([ONE, TWO]).toContain(first?.url.origin);
    expect(first?.url.pathname).toBe('/v1/poll');
    expect(Object.fromEntries(query ?? [])).toMatchObject({
      channel: 'lot:42',
      epoch: '3',
      have: '42.17',
      n: '1',
      wait: '25000',
    });
    expect(query?.get('client')).toMatch(/^[\w-]{16,64}$/);
    first?.answer(200, [lots({ ...LOT, version: 18 }), beat(DRAWN_MS + 1_000)]);
    page.pass(500);
    const next = page.asked[1]?.url.searchParams;
    expect(next?.get('n')).toBe('2');
    expect(next?.get('have')).toBe('42.18');
    expect(next?.get('client')).toBe(query?.get('client'));
  });

  test('writes what changed: price, ask, bids, leader, reserve, time, the amount of the form', () => {
    const page = open();
    const lot = {
      ...LOT,
      version: 18,
      priceMinor: 1_234_550,
      askMinor: 1_300_000,
      bidCount: 5,
      leaderPaddle: 7,
      reserve: 'met',
      closesAtMs: DRAWN_MS + 3_725_000,
    };
    page.asked[0]?.answer(200, [lots(lot), beat(DRAWN_MS + 1_000)]);
    expect(page.text('price-42')).toBe('£12,345.50');
    expect(page.text('ask-42')).toBe('£13,000');
    expect(String(page.text('bids-42'))).toBe('5');
    expect(page.text('leader-42')).toBe('Paddle 7');
    expect(page.text('reserve-42')).toBe('Reserve met');
    expect(page.text('standing-42')).toBe('Outbid. Paddle 7 leads at £12,345.50.');
    expect(page.element('standing-42').className).toBe('standing outbid');
    expect(page.text('time-42')).toBe('Closes 15:02:05 BST (in 1:02:04)');
    expect(page.element('amount-42').value).toBe('13000.00');
    expect(page.element('bid-42').value).toBe('Bid £13,000');
    // What the price before would have cost stands beside no other price.
    expect(page.text('cost-42')).toBe('Next step.');
    expect(page.text('fresh')).toBe('As of 14:00:01 BST.');
  });

  test('[BUY1] takes the purchase away once it is not on offer any more', () => {
    const page = open();
    const told = (version: number, over: object) =>
      page.asked.at(-1)?.answer(200, [lots({ ...LOT, version, ...over }), beat(DRAWN_MS)]);
    told(18, { buyNowMinor: 50_000 });
    expect(page.element('buy-42').className).toBe('');
    page.pass(500);
    told(19, {});
    expect(page.element('buy-42').className).toBe('hide');
  });

  test("[DUT1, DUT2] lets a price fall by the primary's time, with until when it holds and what is pressed", () => {
    const falling = {
      ...{ sinceMs: DRAWN_MS - 85_000, intervalMs: 30_000 },
      ...{ startMinor: 100_000, stepMinor: 5_000, floorMinor: null },
    };
    const drawn = { ...falling, at: 2 };
    const page = open({ falls: JSON.stringify({ 42: drawn }) }, { 'data-way': 'clock' });
    page.pass(4_000);
    // What the server drew stands until the price falls: it says what that costs.
    expect([page.text('price-42'), page.text('cost-42')]).toEqual(['', '£143 to pay.']);
    page.pass(2_000);
    expect(page.text('price-42')).toBe('£850, until 14:00:35 BST');
    expect(page.element('amount-42').value).toBe('850.00');
    expect(page.element('bid-42').value).toBe('Bid £850');
    expect(page.text('cost-42')).toBe('Next step.');
    page.pass(30_000);
    expect(page.text('price-42')).toBe('£800, until 14:01:05 BST');

    // The reserve is told once the price has come down to it: it falls no further.
    const told = { ...falling, floorMinor: 78_000 };
    page.asked.at(-1)?.answer(200, [lots({ ...LOT, version: 18, falling: told }), beat(DRAWN_MS)]);
    expect(page.element('changed').className).toBe('note');
    page.pass(70_000);
    expect(page.text('price-42')).toMatch(/^£780, /);

    const sold = { ...LOT, version: 19, state: 'sold', priceMinor: 78_000, askMinor: null };
    page.asked.at(-1)?.answer(200, [lots({ ...sold, falling: told }), beat(DRAWN_MS + 80_000)]);
    page.pass(60_000);
    expect([page.text('price-42'), page.text('state-42')]).toEqual(['£780', 'Sold']);
  });

  test('offers the page anew when what can be done has changed, and not before', () => {
    const page = open();
    page.asked[0]?.answer(200, [lots({ ...LOT, version: 18, bidCount: 2 }), beat(DRAWN_MS)]);
    expect(page.element('changed').className).toBe('hide');
    page.pass(500);
    page.asked[1]?.answer(200, [
      lots({ ...LOT, version: 19, state: 'sold', askMinor: null }),
      beat(DRAWN_MS),
    ]);
    expect(page.element('changed').className).toBe('note');
    expect(page.element('changed').firstChild?.textContent).toBe('Changed.');
    expect(page.text('state-42')).toBe('Sold');
    expect(page.text('ask-42')).toBe('–');
    page.pass(2_000);
    expect(page.text('time-42')).toBe('');
  });

  test('[G4] nothing older replaces what is shown; after a reset everything does', () => {
    const page = open();
    page.asked[0]?.answer(200, [lots({ ...LOT, version: 19, priceMinor: 20_000 }), beat(DRAWN_MS)]);
    page.pass(500);
    page.asked[1]?.answer(200, [lots({ ...LOT, version: 18, priceMinor: 15_000 }), beat(DRAWN_MS)]);
    expect(page.text('price-42')).toBe('£200');
    page.pass(500);
    const reset = { t: 'reset', epoch: 4 };
    page.asked[2]?.answer(200, [
      reset,
      lots({ ...LOT, version: 5, priceMinor: 9_000 }),
      beat(DRAWN_MS),
    ]);
    expect(page.text('price-42')).toBe('£90');
    expect(page.text('told')).toBe('The house moved at 14:00:00 BST.');
    expect(page.element('told').className).toBe('note');
    page.pass(500);
    expect(page.asked[3]?.url.searchParams.get('epoch')).toBe('4');
    expect(page.asked[3]?.url.searchParams.get('have')).toBe('42.5');
  });

  test('[EPO2] who led only in a history that was lost is not told that they lead', () => {
    const page = open();
    const reset = { t: 'reset', epoch: 4 };
    const lost = { ...LOT, version: 5, priceMinor: null, leaderPaddle: null, bidCount: 0 };
    page.asked[0]?.answer(200, [reset, lots(lost), beat(DRAWN_MS)]);
    expect(page.text('standing-42')).toBe('Open');
    expect(page.element('standing-42').className).toBe('standing ');
    expect(page.element('changed').className).toBe('note');
    page.pass(500);
    page.asked[1]?.answer(200, [lots({ ...lost, version: 6, leaderPaddle: 7 }), beat(DRAWN_MS)]);
    expect(page.element('standing-42').className).toBe('standing outbid');
  });

  test('[CLS7] a later close is said where no late bid explains it', () => {
    const page = open();
    const at = (version: number, over: object) =>
      page.asked.at(-1)?.answer(200, [lots({ ...LOT, version, ...over }), beat(DRAWN_MS)]);
    at(18, { closesAtMs: LOT.closesAtMs + 60_000, extensions: 1 });
    expect(page.element('told').className).toBe('hide');
    page.pass(500);
    at(19, { closesAtMs: LOT.closesAtMs + 180_000, extensions: 1 });
    expect(page.text('told')).toBe('Lot 14 closes at 14:05:05 BST now.');
  });

  test("counts down by the primary's time, whatever the device's clock says", () => {
    const page = open();
    page.pass(5_000);
    expect(page.text('time-42')).toBe('Closes 14:02:05 BST (in 2:00)');
    page.pass(121_000);
    expect(page.text('time-42')).toBe('Time is up');
  });

  test('moves to the other terminal on failure, later and later, and never at once', () => {
    const page = open();
    const places: string[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const asked = page.asked[tries];
      places.push(asked?.url.origin ?? '');
      expect(asked?.url.searchParams.get('n')).toBe('1');
      asked?.answer(tries % 2 ? 503 : 0, tries % 2 ? { detail: 'x' } : '');
      page.pass(249);
      expect(page.asked).toHaveLength(tries + 1);
      page.pass(11_000);
      expect(page.asked).toHaveLength(tries + 2);
    }
    expect(new Set(places)).toEqual(new Set([ONE, TWO]));
    expect(places[0]).not.toBe(places[1]);
  });

  test('gives up a question that is never answered, and a body that is none', () => {
    const page = open();
    page.pass(36_000);
    expect(page.asked[0]?.isAborted).toBe(true);
    page.pass(11_000);
    expect(page.asked.length).toBeGreaterThanOrEqual(2);
    page.asked.at(-1)?.answer(200, '<html>a proxy</html>');
    const before = page.asked.length;
    page.pass(11_000);
    expect(page.asked.length).toBeGreaterThan(before);
  });

  test('says since when it is not current; an answer that proves nothing does not make it so', () => {
    const page = open();
    page.asked[0]?.answer(200, [beat(DRAWN_MS + 2_000)]);
    expect(page.text('fresh')).toBe('As of 14:00:02 BST.');
    for (let round = 1; round < 5; round += 1) {
      page.pass(10_000);
      page.asked.at(-1)?.answer(200, [beat(DRAWN_MS + 2_000 + round * 10_000, false)]);
    }
    expect(page.text('fresh')).toBe('Not current since 14:00:02 BST.');
    expect(page.text('lost')).toBe('Not current since 14:00:02 BST.');
    expect(page.element('lost').className).toBe('stale');
    expect(page.element('live').className).toBe('lost');
    page.pass(500);
    page.asked.at(-1)?.answer(200, [beat(DRAWN_MS + 43_000)]);
    expect(page.text('fresh')).toBe('As of 14:00:43 BST.');
    expect([page.text('lost'), page.element('live').className]).toEqual(['', '']);
    expect(page.element('lost').className).toBe('hide');
  });

  test('single lots are proven by the one digest they have together, with that of their sale', () => {
    const page = open({
      poll: '/v1/poll?protocol=1&channel=sale:7,lot:42,lot:43',
      proofs: 2,
      have: '{"42":17,"43":1}',
    });
    const digest = '0123456789abcdef';
    const told = (atMs: number, channels: Record<string, string>) => {
      page.asked.at(-1)?.answer(200, [{ t: 'beat', nowMs: DRAWN_MS + atMs, channels }]);
      page.pass(500);
    };
    told(1_000, { 'sale:7': digest, lots: digest });
    const proven = page.text('fresh');
    told(2_000, { lots: digest });
    expect(page.text('fresh')).toBe(proven);
    told(3_000, { 'sale:7': digest, lots: digest });
    expect(page.text('fresh')).not.toBe(proven);
  });

  test('[WIR4] says which version it speaks, and rests once each terminal speaks another', () => {
    const page = open();
    expect(page.asked[0]?.url.searchParams.get('protocol')).toBe('1');
    for (let tries = 0; tries < 3; tries += 1) {
      expect(page.asked).toHaveLength(tries + 1);
      page.asked[tries]?.answer(200, [{ t: 'error', kind: 'other-protocol', retry: 'never' }]);
      page.pass(11_000);
    }
    page.pass(600_000);
    expect(page.asked).toHaveLength(3);
    expect(page.text('fresh')).toBe('Updated.');
    expect(page.element('changed').className).toBe('note');
    expect(page.element('changed').firstChild?.textContent).toBe('Updated.');
  });

  test('[WIR4] goes on where one terminal speaks its version', () => {
    const page = open();
    for (let tries = 0; tries < 6; tries += 1) {
      const isForeign = tries % 2 === 0;
      const hello = { t: 'hello', config: { pollMs: 25_000 } };
      const answer = isForeign
        ? [{ t: 'error', kind: 'other-protocol', retry: 'never' }]
        : [hello, beat(DRAWN_MS + 60_000 * tries)];
      page.asked[tries]?.answer(200, answer);
      page.pass(isForeign ? 11_000 : 300);
      expect(page.asked).toHaveLength(tries + 2);
    }
    expect(page.text('fresh')).toMatch(/^As of/);
  });

  test('an error frame is a failure, not an answer', () => {
    const page = open();
    const [first] = page.asked;
    first?.answer(200, [{ t: 'error', kind: 'behind', retry: 'after-backoff' }]);
    page.pass(11_000);
    expect(page.asked[1]?.url.origin).not.toBe(first?.url.origin);
  });
});
