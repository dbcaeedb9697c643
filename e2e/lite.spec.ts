import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContext, expect } from '@playwright/test';
import type { AuctionView } from '../lib/api/v1/auctions';
import { formsOf, formTo, type OldForm } from '../lib/master/lite/testing/old-browser';
import { ensureDebian } from '../server/stack/debian-install';
import { pidAt } from './world/processes';
import { test, type World } from './world/world';

const LATER = { timeout: 40_000 };

const rivalBids = async (world: World, auction: AuctionView, lotId: number) => {
  const rival = await world.rival(auction);
  return async (amountMinor: number) => {
    const key = { 'idempotency-key': `lite-rival-${amountMinor}` };
    const body = { amountMinor, kind: 'exact' };
    const answer = await rival.send('POST', `/api/v1/lots/${lotId}/bids`, body, key);
    expect(answer.ok).toBe(true);
  };
};

test('[PSH9] With JavaScript switched off a visitor finds the lite page, signs up, registers, bids, and sees being outbid', async ({
  world,
  browser,
}) => {
  const { auction, lots } = await world.sale({ lots: 1, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const bids = await rivalBids(world, auction, lotId);
  const context = await browser.newContext({ baseURL: world.origin, javaScriptEnabled: false });
  const page = await context.newPage();
  try {
    await page.goto(`/lots/${lotId}`);
    await page.locator('noscript a').click();
    await expect(page).toHaveURL(/\/lite\/lots\//);
    await expect(page.locator('.standing')).toHaveText('Sign in to bid.');
    await page.locator('.panel').getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Name').fill('Nora');
    await page.getByLabel('E-mail').fill(`nora.${Date.now()}@example.test`);
    await page.getByLabel('Password').fill('a long enough password');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page).toHaveURL(/\/lite\/lots\//);
    await page.locator('.panel').getByRole('link', { name: 'Register' }).click();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByRole('button', { name: 'Bid £100' }).click();
    await expect(page.locator('.panel')).toContainText('to pay with premium and tax.');
    await page.getByRole('button', { name: 'Confirm £100' }).click();
    await expect(page.locator('.standing')).toHaveText('You lead at £100.');
    await expect.poll(() => world.lot(lotId)).toMatchObject({ priceMinor: 10_000, bidCount: 1 });

    // Back, and pressed again: the same form, the same bid.
    await page.goBack();
    await page.getByRole('button', { name: 'Confirm £100' }).click();
    await expect(page.locator('.note')).toContainText('Your bid of £100 was received at');
    await expect.poll(() => world.lot(lotId)).toMatchObject({ bidCount: 1 });

    // The page is drawn again by itself.
    await page.goto(`/lite/lots/${lotId}`);
    await bids(20_000);
    await expect(page.locator('.standing')).toContainText('leads at £200.', LATER);
  } finally {
    await context.close();
  }
});

/** What browsers had not when XMLHttpRequest was all there was. */
function forgetTheNew(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const names = [
      'WebSocket',
      'EventSource',
      'fetch',
      'Promise',
      'Map',
      'Set',
      'WeakMap',
      'WeakSet',
      'Symbol',
      'Proxy',
      'Reflect',
      'URL',
      'URLSearchParams',
      'AbortController',
      'TextDecoder',
      'TextEncoder',
      'BroadcastChannel',
      'SharedWorker',
      'Worker',
      'queueMicrotask',
      'structuredClone',
      'requestAnimationFrame',
      'IntersectionObserver',
      'MutationObserver',
      'localStorage',
      'sessionStorage',
      'indexedDB',
      'crypto',
      'Intl',
      'BigInt',
      'Uint8Array',
      'ArrayBuffer',
    ];
    for (const name of names) {
      // biome-ignore lint/suspicious/noExplicitAny: a browser's own names are taken away
      const here = window as any;
      delete here[name];
      if (name in here) Object.defineProperty(here, name, { value: undefined });
    }
    document.addEventListener('DOMContentLoaded', () => {
      document.documentElement.setAttribute(
        'data-lacks',
        String(
          names.every((name) => (window as unknown as Record<string, unknown>)[name] === undefined),
        ),
      );
    });
  });
}

test('[PSH9] A browser with nothing newer than XMLHttpRequest sees another bid live, bids, and follows its terminal’s end', async ({
  world,
}) => {
  const { auction, lots } = await world.sale({ lots: 2, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const bids = await rivalBids(world, auction, lotId);
  const ada = await world.person('Ada');
  await forgetTheNew(ada.context);
  const { page } = ada;
  const polled: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/v1/poll') polled.push(url.origin);
  });
  let drawn = 0;
  page.on('framenavigated', () => {
    drawn += 1;
  });
  await page.goto(`/lite/sales/${auction.id}/register?to=/lite/lots/${lotId}`);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Register' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-lacks', 'true');
  await expect(page.locator('.standing')).toHaveText('You have not bid on this lot.');
  const drawnOnce = drawn;

  await bids(15_000);
  await expect(page.locator(`#price-${lotId}`)).toHaveText('£150', LATER);
  await expect(page.locator(`#bid-${lotId}`)).toHaveValue('Bid £160');
  await expect(page.locator(`#leader-${lotId}`)).toHaveText(/Paddle \d+/);
  expect(drawn).toBe(drawnOnce);

  await page.locator(`#bid-${lotId}`).click();
  await page.getByRole('button', { name: 'Confirm £160' }).click();
  await expect(page.locator('.standing')).toHaveText('You lead at £160.');
  await expect.poll(() => polled.length, LATER).toBeGreaterThan(3);
  const drawnThen = drawn;
  const left = polled.at(-1) ?? '';
  process.kill(pidAt(left), 'SIGKILL');
  await bids(30_000);
  await expect(page.locator('.standing')).toContainText('leads at £300.', LATER);
  await expect(page.locator('#changed a')).toContainText('What can be done here has changed.');
  expect(drawn).toBe(drawnThen);
  await expect.poll(() => new Set(polled).size).toBe(2);

  await page.goto(`/lite/sales/${auction.id}`);
  await expect(page.locator(`#standing-${lotId}`)).toHaveText('Outbid');
  await (await rivalBids(world, auction, lotId))(40_000);
  await expect(page.locator(`#price-${lotId}`)).toHaveText('£400', LATER);
});

test('[PSH9] A text browser reads a sale and a lot and bids', async ({ world }) => {
  const { program, ...none } = ensureDebian('w3m', {
    toolsDir: resolve('.data', 'tools'),
    say: () => {},
  });
  if (program === null) {
    throw new Error(`${'why' in none ? none.why : ''}: install it (apt-get install w3m)`);
  }
  const { file, libraryPath } = program;
  const folder = mkdtempSync(join(tmpdir(), 'lotcast-w3m-'));
  const { auction, lots } = await world.sale({ lots: 2, startMinor: 10_000 });
  const lotId = lots[0]?.id ?? 0;
  const ada = await world.person('Ada');
  const cookies = await ada.context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const env = {
    ...process.env,
    HOME: folder,
    LANG: 'C.UTF-8',
    ...(libraryPath && { LD_LIBRARY_PATH: libraryPath }),
  };
  async function w3m(shape: '-dump' | '-dump_source', path: string, form?: OldForm) {
    const body = join(folder, 'form');
    if (form) writeFileSync(body, new URLSearchParams(form.fields).toString());
    const post = form ? ['-post', body] : [];
    const args = ['-no-cookie', '-cols', '100', '-header', `Cookie: ${cookie}`, ...post, shape];
    const { stdout } = await promisify(execFile)(file, [...args, world.origin + path], { env });
    return stdout;
  }
  const formOn = async (path: string, end: string, sent?: OldForm) => {
    const form = formTo({ forms: formsOf(await w3m('-dump_source', path, sent)) }, end);
    if (!form) throw new Error(`${path} has no form to ${end}`);
    return form;
  };
  try {
    const register = `/lite/sales/${auction.id}/register`;
    const terms = await formOn(register, '/register');
    await w3m('-dump', register, { ...terms, fields: { ...terms.fields, accept: 'yes' } });
    const sale = await w3m('-dump', `/lite/sales/${auction.id}`);
    expect(sale).toContain('Works of Art');
    expect(sale).toMatch(/You bid with paddle \d+/);
    expect(sale).toContain('Celadon vase 2');
    const lot = await w3m('-dump', `/lite/lots/${lotId}`);
    expect(lot).toContain('You have not bid on this lot.');
    expect(lot).toMatch(/Next bid\s+£100/);
    expect(lot).toMatch(/As of \d\d:\d\d:\d\d UTC/);
    expect(lot).not.toContain('What can be done here has changed');
    const review = await formOn(`/lite/lots/${lotId}`, '/review');
    const confirm = await formOn(review.action, '/bid', review);
    const outcome = await w3m('-dump', confirm.action, confirm);
    expect(outcome).toContain('You lead at £100.');
    await expect.poll(() => world.lot(lotId)).toMatchObject({ priceMinor: 10_000, bidCount: 1 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
