import type { Metadata } from 'next';
import Link from 'next/link';
import { BidPanel } from '@/components/bid-panel/bid-panel';
import { BidHistory } from '@/components/lot/bid-history';
import { Gallery } from '@/components/lot/gallery';
import { HouseChanges } from '@/components/lot/house-changes';
import { RefreshOnChange } from '@/components/lot/refresh-on-change';
import { WhyPrice } from '@/components/lot/why-price';
import { Glyph } from '@/components/ui/glyph';
import { lotChangesOf } from '@/lib/db/read/lot-changes';
import { type Neighbour, neighboursOf } from '@/lib/db/read/lots';
import { listPublicBids } from '@/lib/db/read/public-bids';
import { LiveScope } from '@/lib/live/live-context';
import { formatMoneyRange } from '@/lib/page/format';
import { inLanguage } from '@/lib/page/language';
import type { PanelSale } from '@/lib/page/panel/terms';
import { slugOf } from '@/lib/shared/slug';
import { getWords } from '../../_language';
import { LiteNote } from '../../_lite-note';
import { panelSale } from '../../_panel-sale';
import {
  getLot,
  getMoment,
  getMyBids,
  getOwnOf,
  getRegistration,
  getSale,
  idOf,
  readPublic,
} from '../../_read';
import { getIdentity } from '../../_session';

type Params = { params: Promise<{ lot: string }> };

/** Bids shown in the history. */
const BIDS = 20;

const lotPath = (lot: Neighbour) => `/lots/${lot.id}-${slugOf(lot.title.en, 'lot')}`;

/** The lot's title in the reader's language. */
export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const [{ language }, { lot, item }] = await Promise.all([
    getWords(),
    getLot(idOf((await params).lot)),
  ]);
  await getSale(lot.auctionId); // Of a draft not even the title is another's to know (ROL1).
  return { title: inLanguage(item.title, language) };
}

async function readLotPage(lotId: number) {
  const moment = await getMoment();
  const record = await getLot(lotId);
  const { auctionId, lotNumber } = record.lot;
  const [sale, neighbours, bids, changes, identity, registration, myBids] = await Promise.all([
    getSale(auctionId),
    readPublic((db) => neighboursOf(db, { auctionId, lotNumber })),
    readPublic((db) => listPublicBids(db, lotId, null, BIDS)),
    readPublic((db) => lotChangesOf(db, lotId)),
    getIdentity(),
    getRegistration(auctionId),
    getMyBids(),
  ]);
  const own = await getOwnOf(auctionId);
  const mine = myBids.find((bid) => bid.lotId === lotId);
  // What was left and not taken at the opening is no bid (ABS1).
  const isBid = mine && (!mine.isLeft || record.lot.state === 'scheduled');
  const myBid = isBid ? mine : null;
  return { moment, record, sale, neighbours, bids, changes, identity, registration, myBid, own };
}

/** One lot: picture, what it is, bidding, its story, who bid. */
export default async function LotPage({ params }: Params) {
  const { moment, record, ...page } = await readLotPage(idOf((await params).lot));
  const { lot, item } = record;
  const { t, language } = await getWords();
  const title = inLanguage(item.title, language);
  const sale = panelSale(page.sale);
  const salePath = `/sales/${page.sale.id}-${page.sale.slug}`;
  const next = page.neighbours.next;
  const path = `/lots/${lot.id}-${slugOf(item.title.en, 'lot')}`;
  return (
    <LiveScope
      channels={page.sale.state === 'draft' ? [] : [`lot:${lot.id}`]} // DRF1
      seed={{ epoch: moment.epoch, lots: [lot], auctions: [] }}
      asOfMs={moment.nowMs}
      own={page.own}
    >
      <RefreshOnChange
        rendered={{
          items: [{ lotId: lot.id, version: item.version }],
          sales: [],
          lotsOf: null,
        }}
      />
      <LiteNote href={`/lite${path}`} />
      <div className="page-width max-md:px-0">
        <nav
          aria-label={t('lot.where')}
          className="flex min-h-12 items-center gap-2 px-4 type-label text-ink-2 max-md:pr-28 md:px-0 md:pt-3"
        >
          <Link href={salePath} className="truncate hover:underline">
            {inLanguage(page.sale.title, language)}
          </Link>
          <span className="flex flex-none items-center gap-2">
            <Glyph name="next" />
            {t('lot.lotOf', { lot: lot.lotNumber, count: page.sale.lotCount })}
          </span>
          <span className="flex flex-none items-center">
            <Turn to={page.neighbours.previous} label={t('lot.previous')} glyph="previous" />
            <Turn to={next} label={t('lot.next')} glyph="next" />
          </span>
        </nav>
        <div className="md:grid md:grid-cols-12 md:gap-x-6 lg:gap-x-14">
          <div className="md:col-span-7">
            <Gallery pictures={item.pictures} title={title} lotNumber={lot.lotNumber} />
          </div>
          <div className="px-4 md:col-span-5 md:px-0">
            <p className="pt-3 type-label text-ink-2 md:pt-0">
              {t('lot.lot', { lot: lot.lotNumber })}
            </p>
            <h1 className="type-title">{title}</h1>
            <Estimate item={item} sale={sale} />
            <div className="md:pt-6">
              <BidPanel
                lotId={lot.id}
                sale={sale}
                userId={page.identity?.userId ?? null}
                registration={page.registration}
                mine={page.myBid}
                signInHref={`/sign-in?to=${encodeURIComponent(path)}`}
                next={
                  next ? { href: lotPath(next), isLot: true } : { href: salePath, isLot: false }
                }
              />
            </div>
          </div>
          <section className="px-4 pt-8 md:col-span-7 md:px-0 md:pt-12">
            {inLanguage(item.notice, language) ? (
              <>
                <h2 className="type-label text-ink-2">{t('lot.notice')}</h2>
                <p className="type-prose pt-2 pb-6 whitespace-pre-line">
                  {inLanguage(item.notice, language)}
                </p>
              </>
            ) : null}
            <h2 className="type-label text-ink-2">{t('lot.description')}</h2>
            <p className="type-prose pt-2 whitespace-pre-line">
              {inLanguage(item.description, language)}
            </p>
            {inLanguage(item.condition, language) ? (
              <>
                <h2 className="pt-6 type-label text-ink-2">{t('lot.condition')}</h2>
                <p className="type-prose pt-2 whitespace-pre-line">
                  {inLanguage(item.condition, language)}
                </p>
              </>
            ) : null}
          </section>
          <section className="px-4 pt-8 md:col-span-5 md:px-0 md:pt-12">
            <h2 className="type-label text-ink-2">{t('lot.history')}</h2>
            <BidHistory
              lotId={lot.id}
              initial={page.bids}
              currency={sale.currency}
              decimals={sale.decimals}
              myPaddle={page.registration?.paddle ?? null}
            />
            <HouseChanges lotId={lot.id} initial={page.changes} currency={sale.currency} />
            <h2 className="pt-6 pb-2 type-label text-ink-2">{t('lot.why')}</h2>
            <WhyPrice lotId={lot.id} decimals={sale.decimals} />
          </section>
        </div>
      </div>
    </LiveScope>
  );
}

function Turn(props: { to: Neighbour | null; label: string; glyph: 'previous' | 'next' }) {
  if (!props.to) return null;
  return (
    <Link
      href={lotPath(props.to)}
      aria-label={props.label}
      className="inline-flex size-12 items-center justify-center text-ink max-md:size-8"
    >
      <Glyph name={props.glyph} />
    </Link>
  );
}

async function Estimate(props: {
  item: { estimateLowMinor: number | null; estimateHighMinor: number | null };
  sale: PanelSale;
}) {
  const { estimateLowMinor: lowMinor, estimateHighMinor: highMinor } = props.item;
  if (lowMinor === null) return null;
  const { t, language } = await getWords();
  const { currency, decimals } = props.sale;
  const style = { language, currency, decimals };
  const range = formatMoneyRange(lowMinor, highMinor ?? lowMinor, style);
  return <p className="type-label nums pt-1 text-ink-2">{t('lot.estimate', { range })}</p>;
}
