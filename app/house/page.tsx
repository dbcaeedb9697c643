import type { Metadata } from 'next';
import Link from 'next/link';
import { type HouseSale, SalesTable } from '@/components/house/sales/sales-table';
import { RefreshAt } from '@/components/sale-list/refresh-at';
import { buttonClass } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { atLeast } from '@/lib/accounts/identity';
import { readMoment } from '@/lib/db/read/moment';
import { listSaleCards, type SaleCard } from '@/lib/db/read/sale-cards';
import { LiveScope } from '@/lib/live/live-context';
import { enter } from '../_door';
import { getHouse } from '../_house';
import { getWords } from '../_language';
import { publicAuctionOf } from './_seed';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('house.title') };
}

const GROUPS = ['live', 'published', 'draft', 'ended'] as const;
/** Sales on one page; older ones are reached through the API. */
const MOST_SALES = 200;
/** Sales whose own record the page hears of. */
const MOST_LIVE = 12;
/** Of bigger sales it does not hear of each lot, only to count them: it asks anew after so long. */
const COUNTED_LOTS = 256;
const REFRESH_MS = 15_000;

function toHouseSale(card: SaleCard, live: boolean): HouseSale {
  const { auction, lotsByPhase: count, closingNext } = card;
  return {
    sale: auction,
    live,
    counts: {
      open: count.open ?? 0,
      final: (count.sold ?? 0) + (count.passed ?? 0) + (count.withdrawn ?? 0),
      next: closingNext,
    },
  };
}

/** The sales of the house by state, what is live first. */
export default async function HousePage() {
  const entry = await enter('clerk', '/house');
  if (!entry.open) return entry.page;
  const { primary } = getHouse();
  const [{ t }, moment, cards] = await Promise.all([
    getWords(),
    readMoment(primary),
    listSaleCards(primary, { draftsOf: entry.identity.houseId, limit: MOST_SALES }),
  ]);
  const watched = new Set(
    cards
      .filter(({ auction }) => auction.state === 'live' || auction.state === 'published')
      .slice(0, MOST_LIVE)
      .map(({ auction }) => auction.id),
  );
  const isCounted = ({ auction }: SaleCard) => auction.lotCount <= COUNTED_LOTS;
  const running = cards.filter(({ auction }) => watched.has(auction.id));
  const names = running.map((card) => `${isCounted(card) ? 'auction' : 'sale'}:${card.auction.id}`);
  const sales = cards.map((card) => toHouseSale(card, watched.has(card.auction.id)));
  const seed = {
    epoch: moment.epoch,
    lots: [],
    auctions: sales.filter(({ live }) => live).map(({ sale }) => publicAuctionOf(sale)),
  };
  return (
    <LiveScope channels={names} seed={seed} asOfMs={moment.nowMs}>
      <RefreshAt atMs={running.every(isCounted) ? null : moment.nowMs + REFRESH_MS} />
      <div className="page-dense pt-8">
        <div className="flex items-center justify-between pb-6">
          <h1 className="type-price-m">{t('house.title')}</h1>
          <Link
            href="/operations"
            className="type-dense mr-6 ml-auto underline underline-offset-4 md:hidden"
          >
            {t('nav.operations')}
          </Link>
          {atLeast(entry.identity.role, 'auctioneer') ? (
            <Link href="/house/sales/new" className={buttonClass('primary', 'dense')}>
              {t('house.newSale')}
            </Link>
          ) : (
            <span className="type-dense text-ink-3">{t('house.needsAuctioneer')}</span>
          )}
        </div>
        {sales.length === 0 ? <Empty sentence={t('house.noSales')} /> : null}
        <div className="grid gap-8">
          {GROUPS.map((state) => {
            const shown = sales.filter(({ sale }) => sale.state === state);
            if (shown.length === 0) return null;
            return (
              <section key={state} aria-labelledby={`sales-${state}`}>
                <h2 id={`sales-${state}`} className="type-label px-2 pb-1">
                  {t(`house.groups.${state}`)}
                </h2>
                <SalesTable sales={shown} label={t(`house.groups.${state}`)} />
              </section>
            );
          })}
        </div>
      </div>
    </LiveScope>
  );
}
