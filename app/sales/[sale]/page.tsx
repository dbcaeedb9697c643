import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { MineProvider } from '@/components/lot-tile/mine';
import { tileItem } from '@/components/lot-tile/tile-item';
import { readView } from '@/components/sale/arrange';
import { LedgerHeadLine } from '@/components/sale/ledger-head-line';
import { PremiumLine, SaleDates } from '@/components/sale/sale-facts';
import { SaleGrid } from '@/components/sale/sale-grid';
import { SaleRegistration } from '@/components/sale/sale-registration';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { headsOfAuction } from '@/lib/db/read/ledger-heads';
import { lotsByIds, lotsOfAuction } from '@/lib/db/read/lots';
import { LiveScope } from '@/lib/live/live-context';
import { inLanguage } from '@/lib/page/language';
import { getWords } from '../../_language';
import { LiteNote } from '../../_lite-note';
import { panelSale } from '../../_panel-sale';
import { namesOf, Parts, partOf, type SalePart } from '../../_parts';
import {
  getMoment,
  getMyBids,
  getOwnOf,
  getRegistration,
  getSale,
  idOf,
  liveSale,
  readPublic,
} from '../../_read';
import { getIdentity } from '../../_session';

type Query = Record<string, string | string[] | undefined>;
type Props = { params: Promise<{ sale: string }>; searchParams: Promise<Query> };

/** Own lots beside the page's channel that are watched one by one; an address holds 64 names. */
const OWN_LOTS = 60;

/** The sale's title in the reader's language. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ language }, sale] = await Promise.all([getWords(), getSale(idOf((await params).sale))]);
  return { title: inLanguage(sale.title, language) };
}

async function readSalePage(sale: AuctionView, { afterNumber, limit }: SalePart) {
  const moment = await getMoment();
  const wanted = { auctionId: sale.id, afterNumber, limit };
  const lastHead = { auctionId: sale.id, before: 0x7fffffff, limit: 1 };
  const [lots, heads, identity, registration, myBids] = await Promise.all([
    readPublic((db) => lotsOfAuction(db, wanted)),
    readPublic((db) => headsOfAuction(db, lastHead)),
    getIdentity(),
    getRegistration(sale.id),
    getMyBids(),
  ]);
  const own = await getOwnOf(sale.id);
  const bidOn = myBids.filter((bid) => bid.auctionId === sale.id);
  const here = new Set(lots.map(({ lot }) => lot.id));
  const elsewhere = bidOn
    .map(({ lotId }) => lotId)
    .filter((id) => !here.has(id))
    .slice(0, OWN_LOTS);
  const others = elsewhere.length > 0 ? await readPublic((db) => lotsByIds(db, elsewhere)) : [];
  const head = heads[0] ?? null;
  return { moment, lots, others, head, identity, registration, bidOn, own };
}

/** A sale: what it is, whether the reader may bid, and its lots, live. */
export default async function SalePage({ params, searchParams }: Props) {
  const [{ sale: segment }, query] = await Promise.all([params, searchParams]);
  const auction = await getSale(idOf(segment));
  const path = `/sales/${auction.id}-${auction.slug}`;
  if (segment !== `${auction.id}-${auction.slug}`) redirect(path);
  const shown = partOf(auction, query.part, 1);
  const { moment, lots, others, ...page } = await readSalePage(auction, shown);
  const { t, language } = await getWords();
  const sale = panelSale(auction);
  const items = lots.map(({ lot, item }) => tileItem(lot, item, language));
  const mine = [...lots, ...others].map(({ lot }) => lot.id);
  const names = [...namesOf(auction.id, shown), ...others.map(({ lot }) => `lot:${lot.id}`)];
  const channels = auction.state === 'draft' ? [] : names; // DRF1
  const seed = {
    epoch: moment.epoch,
    lots: [...lots, ...others].map(({ lot }) => lot),
    auctions: [liveSale(auction)],
  };
  return (
    <LiveScope channels={channels} seed={seed} asOfMs={moment.nowMs} own={page.own}>
      <LiteNote href={`/lite${path}`} />
      <div className="page-width">
        <header className="pt-6 md:flex md:items-end md:justify-between md:gap-14">
          <div>
            <h1 className="type-title">{inLanguage(auction.title, language)}</h1>
            <div className="flex flex-col gap-1 pt-3">
              <SaleDates auctionId={auction.id} />
              <PremiumLine sale={auction} />
            </div>
          </div>
          <div className="flex-none pt-3 md:pt-0">
            <SaleRegistration
              sale={sale}
              isSignedIn={page.identity !== null}
              registration={page.registration}
              path={path}
            />
          </div>
        </header>
        <MineProvider
          paddles={page.registration ? { [auction.id]: page.registration.paddle } : {}}
          bidOn={page.bidOn}
          shown={mine}
        >
          <SaleGrid
            key={`${shown.part} ${language}`}
            auctionId={auction.id}
            decimals={sale.decimals}
            items={items}
            mine={others.map(({ lot }) => lot.id)}
            isSignedIn={page.identity !== null}
            view={readView(query)}
            channel={shown.channels?.[0] ?? null}
          />
        </MineProvider>
        <p className="pt-8 type-label text-ink-3">{t('sale.illustrations')}</p>
        <Parts path={path} shown={shown} lotCount={auction.lotCount} />
        <About title={t('sale.about')} text={inLanguage(auction.description, language)} />
        <About title={t('sale.terms')} text={inLanguage(auction.terms, language)} />
        <LedgerHeadLine auctionId={auction.id} head={page.head} />
      </div>
    </LiveScope>
  );
}

/** A long text of the sale, below its lots. */
function About({ title, text }: { title: string; text: string }) {
  if (text === '') return null;
  return (
    <section className="pt-12">
      <h2 className="type-price-m">{title}</h2>
      <p className="pt-2 type-prose whitespace-pre-line">{text}</p>
    </section>
  );
}
