import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { InvoiceTable } from '@/components/my-bids/invoice-table';
import { PrintButton } from '@/components/my-bids/print-button';
import { Empty } from '@/components/ui/empty';
import { Instant } from '@/components/ui/instant';
import { Rule } from '@/components/ui/rule';
import { lotsWon } from '@/lib/db/read/lots-won';
import { inLanguage } from '@/lib/page/language';
import { withReturn } from '@/lib/page/return-to';
import { getHouse } from '../../../_house';
import { getWords } from '../../../_language';
import { getMoment, getSale, idOf } from '../../../_read';
import { getIdentity } from '../../../_session';

type Params = { params: Promise<{ id: string }> };

/** The page's title, which names the sale where it is printed. */
export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const [{ t, language }, sale] = await Promise.all([getWords(), getSale(idOf((await params).id))]);
  return { title: t('invoice.titleOf', { sale: inLanguage(sale.title, language) }) };
}

/** What a buyer owes for the lots they won in a sale (PRM1): one line a lot, to be printed. */
export default async function InvoicePage({ params }: Params) {
  const auctionId = idOf((await params).id);
  const [{ t, language }, identity] = await Promise.all([getWords(), getIdentity()]);
  if (!identity) {
    const here = `/my-bids/invoices/${auctionId}`;
    return (
      <div className="page-width flex flex-col gap-6 pt-8">
        <h1 className="type-title">{t('invoice.title')}</h1>
        <Empty
          sentence={t('invoice.signedOut')}
          action={{ href: withReturn('/sign-in', here), label: t('nav.signIn') }}
        />
      </div>
    );
  }
  const sale = await getSale(auctionId);
  const [won, { nowMs }] = await Promise.all([
    lotsWon(getHouse().primary, { auctionId, userId: identity.userId }),
    getMoment(),
  ]);
  if (!won) notFound();
  return (
    <div className="page-width grid max-w-[64rem] gap-6 pt-8 print:max-w-none print:pt-0">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div>
          <h1 className="type-title">{t('invoice.title')}</h1>
          <p className="type-body pt-1">
            <Link
              href={`/sales/${sale.id}-${sale.slug}`}
              className="underline underline-offset-4 print:no-underline"
            >
              {inLanguage(sale.title, language)}
            </Link>
          </p>
        </div>
        <PrintButton label={t('invoice.print')} />
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 type-body">
        <dt className="text-ink-2">{t('invoice.buyer')}</dt>
        <dd className="min-w-0 break-words">
          {identity.name} · {identity.email}
        </dd>
        <dt className="text-ink-2">{t('invoice.paddle')}</dt>
        <dd className="nums">{won.paddle}</dd>
        <dt className="text-ink-2">{t('invoice.asOf')}</dt>
        <dd>
          <Instant ms={nowMs} shape="dayTimeZone" />
        </dd>
      </dl>
      <div>
        <Rule texture="final" />
        <InvoiceTable won={won} sale={sale} />
      </div>
      {sale.state === 'ended' ? null : (
        <p className="type-body text-ink-2">{t('invoice.goesOn')}</p>
      )}
      <p className="print:hidden">
        <Link href="/my-bids" className="type-body underline underline-offset-4">
          {t('invoice.toMyBids')}
        </Link>
      </p>
    </div>
  );
}
