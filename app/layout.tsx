import './globals.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Announcer } from '@/components/announce/announcer';
import { FreshnessLine } from '@/components/freshness/freshness-line';
import { Header } from '@/components/shell/header';
import { PaddleProvider } from '@/components/shell/paddle';
import { SessionKeeper } from '@/components/shell/session-keeper';
import { WordsProvider } from '@/components/shell/words-provider';
import { atLeast } from '@/lib/accounts/identity';
import { listTerminals } from '@/lib/db/read/terminals';
import { LiveProvider } from '@/lib/live/live-context';
import { getWords } from './_language';
import { readPublic } from './_read';
import { getIdentity } from './_session';

/** Every page is about now and carries its own nonce: none is made at build time. */
export const dynamic = 'force-dynamic';

/** Title and icon of every page; pages set their own title. */
export const metadata: Metadata = {
  title: { default: 'Lotcast', template: '%s · Lotcast' },
  description: 'An auction house on the web whose pages are never stale.',
};

/** Phones draw at their own width; people may zoom. */
export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** The shell of every page: language, header, freshness line, the live connection. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [{ t, language, timeZone }, identity, terminals] = await Promise.all([
    getWords(),
    getIdentity(),
    readPublic(listTerminals),
  ]);
  const person = identity
    ? { name: identity.name, isHouse: atLeast(identity.role, 'clerk') }
    : null;
  const words = {
    label: t('nav.label'),
    sales: t('nav.sales'),
    myBids: t('nav.myBids'),
    account: t('nav.account'),
    signIn: t('nav.signIn'),
    house: t('nav.house'),
    operations: t('nav.operations'),
  };
  return (
    <html lang={language === 'zh' ? 'zh-Hans' : 'en'}>
      <body>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-ink focus:p-3 focus:text-on-action"
        >
          {t('common.skipToContent')}
        </a>
        <WordsProvider language={language} timeZone={timeZone}>
          <LiveProvider terminals={terminals.map(({ origin }) => origin)}>
            <PaddleProvider>
              {identity ? <SessionKeeper userId={identity.userId} /> : null}
              <Announcer>
                <div className="sticky top-0 z-30 bg-paper print:hidden">
                  <Header person={person} words={words} />
                  <FreshnessLine isSignedIn={identity !== null} />
                </div>
                <main id="content" tabIndex={-1} className="pb-18 outline-none">
                  {children}
                </main>
                <footer className="page-width pb-8 type-label text-ink-3 print:hidden">
                  <a href="/lite" className="underline underline-offset-4">
                    {t('lite.litePage')}
                  </a>
                </footer>
              </Announcer>
            </PaddleProvider>
          </LiveProvider>
        </WordsProvider>
      </body>
    </html>
  );
}
