import Link from 'next/link';
import { RefreshOnChange } from '@/components/lot/refresh-on-change';
import { SaleRule } from '@/components/sale/sale-live';
import { buttonClass } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { Countdown } from '@/components/ui/countdown';
import { Empty } from '@/components/ui/empty';
import { Instant } from '@/components/ui/instant';
import { Picture } from '@/components/ui/picture';
import { atLeast } from '@/lib/accounts/identity';
import { listSaleCards, type SaleCard } from '@/lib/db/read/sale-cards';
import { LiveScope } from '@/lib/live/live-context';
import { getHouse } from './_house';
import { getWords } from './_language';
import { getMoment, inLanguage, liveSale } from './_read';
import { getIdentity } from './_session';

/** Sales on one page; older ones are few until archives come. */
const SALES = 60;
/** A sale is watched with all its lots, so the list watches only the first that run or come. */
const WATCHED = 4;

const pathOf = ({ auction }: SaleCard) => `/sales/${auction.id}-${auction.slug}`;

/** All sales: what is live first, then what comes, then results. */
export default async function SaleListPage() {
  const [{ t }, identity, moment] = await Promise.all([getWords(), getIdentity(), getMoment()]);
  const isHouse = identity !== null && atLeast(identity.role, 'clerk');
  const cards = await listSaleCards(getHouse().replica, { includeDrafts: false, limit: SALES });
  const inState = (state: SaleCard['auction']['state']) =>
    cards.filter((card) => card.auction.state === state);
  const [first, ...otherLive] = inState('live');
  const watched = [...inState('live'), ...inState('published')].slice(0, WATCHED);
  if (cards.length === 0) {
    const action = { href: '/house', label: t('saleList.emptyHouse') };
    return (
      <div className="page-width pt-8">
        <h1 className="type-title pb-6">{t('saleList.title')}</h1>
        <Empty sentence={t('saleList.empty')} {...(isHouse && { action })} />
      </div>
    );
  }
  return (
    <LiveScope
      channels={watched.map(({ auction }) => `auction:${auction.id}`)}
      seed={{
        epoch: moment.epoch,
        lots: [],
        auctions: cards.map((card) => liveSale(card.auction)),
      }}
      asOfMs={moment.nowMs}
    >
      <RefreshOnChange
        rendered={{
          items: [],
          sales: watched.map(({ auction }) => ({ id: auction.id, version: auction.version })),
          wholeSaleId: null,
        }}
      />
      <div className="page-width pt-6 md:pt-8">
        <h1 className="sr-only">{t('saleList.title')}</h1>
        {first ? <Lead card={first} /> : null}
        <Shelf heading={t('saleList.liveNow')} cards={otherLive} />
        <Shelf heading={t('saleList.coming')} cards={inState('published')} />
        <Shelf heading={t('saleList.results')} cards={inState('ended')} />
      </div>
    </LiveScope>
  );
}

/** The sale that runs now, large. */
async function Lead({ card }: { card: SaleCard }) {
  const { t, language } = await getWords();
  const { auction, cover } = card;
  return (
    <section>
      <SaleRule saleId={auction.id} />
      <div className="grid gap-x-14 gap-y-4 md:grid-cols-12">
        <Link href={pathOf(card)} className="over-picture block md:col-span-7" tabIndex={-1}>
          {cover ? (
            <Picture src={cover} alt="" isFirst className="aspect-[16/10] w-full" />
          ) : (
            <div className="aspect-[16/10] w-full bg-sunk" />
          )}
        </Link>
        <div className="flex flex-col items-start gap-3 md:col-span-5 md:pt-4">
          <Chip tone="live">{t('saleList.liveNow')}</Chip>
          <h2 className="type-title">
            <Link href={pathOf(card)} className="hover:underline">
              {inLanguage(auction.title, language)}
            </Link>
          </h2>
          <p className="line-clamp-4 type-prose text-ink-2">
            {inLanguage(auction.description, language)}
          </p>
          <Counts card={card} />
          <Link
            href={pathOf(card)}
            className={`${buttonClass('primary', 'bid')} mt-3 max-sm:w-full`}
          >
            {t('saleList.enter')}
          </Link>
        </div>
      </div>
    </section>
  );
}

/** What a sale's lots are doing, in one or two lines. */
async function Counts({ card }: { card: SaleCard }) {
  const { t } = await getWords();
  const { auction, lotsByPhase, closingNext } = card;
  if (auction.state === 'ended') {
    const sold = lotsByPhase.sold ?? 0;
    return (
      <p className="type-label text-ink-2">
        {t('saleList.soldLots', { sold, count: auction.lotCount })}
      </p>
    );
  }
  const { opensAt } = auction;
  return (
    <p className="flex flex-wrap gap-x-4 type-label text-ink-2">
      {auction.state === 'live' ? (
        <span>{t('saleList.openLots', { count: lotsByPhase.open ?? 0 })}</span>
      ) : (
        <span>{t('sale.lots', { count: auction.lotCount })}</span>
      )}
      {auction.state === 'published' && opensAt ? (
        <span>
          {t.rich('saleList.opens', {
            at: () => <Instant key="at" ms={Date.parse(opensAt)} shape="dayTimeZone" />,
          })}
        </span>
      ) : null}
      {closingNext ? (
        <span>
          {t('saleList.nextCloses', { lot: closingNext.lotNumber })}{' '}
          <Countdown untilMs={closingNext.closesAtMs} className="text-ink" />
        </span>
      ) : null}
    </p>
  );
}

async function Shelf({ heading, cards }: { heading: string; cards: readonly SaleCard[] }) {
  const { language } = await getWords();
  if (cards.length === 0) return null;
  return (
    <section className="pt-12">
      <h2 className="type-label pb-3 text-ink-2">{heading}</h2>
      <ul className="grid gap-x-6 gap-y-8 sm:grid-cols-2 md:grid-cols-3">
        {cards.map((card) => (
          <li key={card.auction.id} className="relative min-w-0">
            <SaleRule saleId={card.auction.id} />
            {card.cover ? (
              <Picture src={card.cover} alt="" className="aspect-[16/10] w-full" />
            ) : (
              <div className="aspect-[16/10] w-full bg-sunk" />
            )}
            <h3 className="pt-3 pb-1 type-tile-title">
              <Link href={pathOf(card)} className="after:absolute after:inset-0 hover:underline">
                {inLanguage(card.auction.title, language)}
              </Link>
            </h3>
            <Counts card={card} />
          </li>
        ))}
      </ul>
    </section>
  );
}
