import { randomUUID } from 'node:crypto';
import { createPerson } from '../../../accounts/people';
import { systemClock, systemTimers } from '../../../config/system';
import { createPageReads } from '../../../db/read/page-reads';
import { invariant } from '../../../shared/assert';
import {
  AUTH_SECRET,
  type FrontBase,
  type FrontFixture,
  ORIGIN,
  startFront,
} from '../../http/testing/front-fixture';
import { litePages } from '../lite';
import type { LiteParts } from '../parts';
import { formTo, type OldBrowser, oldBrowser } from './old-browser';

const HOST = new URL(ORIGIN).host;

/** The password of everybody in these tests. */
export const PASSWORD = 'a long enough password';

/** The real front with its lite pages, on a database of its own. */
export interface LiteFixture extends FrontFixture {
  /** Somebody with an account who signed in by the form. */
  person(name?: string): Promise<{ email: string; userId: string; browser: OldBrowser }>;
  browser(): OldBrowser;
  /** What the pages work with; tests may put something else before it. */
  parts: LiteParts;
}

/** Starts it; stop it in `afterAll`. */
export async function startLite(): Promise<LiteFixture> {
  let base: FrontBase | null = null;
  let parts: LiteParts | null = null;
  const front = await startFront(async (app, made) => {
    base = made;
    const { accounts, desk, pool } = made;
    const ports = { clock: systemClock, timers: systemTimers };
    parts = {
      accounts,
      desk: { ...desk },
      reads: createPageReads({ ...ports, primary: pool, replica: pool }),
      primary: pool,
      terminals: () => ['http://terminal.test'],
      publicOrigin: ORIGIN,
      secret: AUTH_SECRET,
      script: '/* the script */',
    };
    await app.register(litePages, parts);
  });
  invariant(base && parts, 'the front was composed');
  const { auth } = (base as FrontBase).accounts;
  return {
    ...front,
    parts,
    browser: () => oldBrowser(front.url, HOST),
    async person(name = 'Ada') {
      const email = `${randomUUID()}@example.test`;
      const wanted = { email, name, password: PASSWORD, role: 'bidder' as const };
      const made = await createPerson(auth, front.pool, wanted);
      if (!made.ok) throw new Error(made.error.kind);
      const browser = oldBrowser(front.url, HOST);
      const form = formTo(await browser.open('/lite/sign-in'), '/sign-in');
      const page = await browser.submit(form, { email, password: PASSWORD });
      if (page.path !== '/lite') throw new Error(`signing in failed: ${page.text}`);
      return { email, userId: made.value.userId, browser };
    },
  };
}

/** Registers whoever uses that browser for a sale, by the form. */
export async function registerByForm(browser: OldBrowser, auctionId: number): Promise<void> {
  const form = formTo(await browser.open(`/lite/sales/${auctionId}/register`), '/register');
  const page = await browser.submit(form, { accept: 'yes' });
  if (!page.path.startsWith('/lite/sales/')) throw new Error(`not registered: ${page.text}`);
}
