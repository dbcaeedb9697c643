import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound, redirect } from 'next/navigation';
import { MineProvider } from '@/components/lot-tile/mine';
import { tileItem } from '@/components/lot-tile/tile-item';
import { readView } from '@/components/sale/arrange';
import { PremiumLine, SaleDates } from '@/components/sale/sale-facts';
import { SaleGrid } from '@/components/sale/sale-grid';
import { SaleRegistration } from '@/components/sale/sale-registration';
import { LOTS_PER_CHANNEL } from '@/lib/api/record-key';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { lotsByIds, lotsOfAuction } from '@/lib/db/read/lots';
import { LiveScope } from '@/lib/live/live-context';
import { inLanguage } from '@/lib/page/language';
import { getWords } from '../../_language';
import { LiteNote } from '../../_lite-note';
import { panelSale } from '../../_panel-sale';
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

/** Big sales are shown a channel of lots at a time; which one, by the address. Else 404. */
function partOf(sale: AuctionView, wanted: Query[string]) {
  const parts = Math.max(1, Math.ceil(sale.lotCount / LOTS_PER_CHANNEL));
  const part = wanted === undefined ? 1 : Number(wanted);
  if (!Number.isInteger(part) || part < 1 || part > parts) notFound();
  return { part, parts };
}

async function readSalePage(sale: AuctionView, part: number) {
  const moment = await getMoment();
  const afterNumber = (part - 1) * LOTS_PER_CHANNEL;
  const wanted = { auctionId: sale.id, afterNumber, limit: LOTS_PER_CHANNEL };
  const [lots, identity, registration, myBids] = await Promise.all([
    readPublic((db) => lotsOfAuction(db, wanted)),
    getIdentity(),
    getRegistration(sale.id),
    getMyBids(),
  ]);
  const own = await getOwnOf(sale.id);
  const bidOn = myBids.filter((bid) => bid.auctionId === sale.id).map((bid) => bid.lotId);
  const here = new Set(lots.map(({ lot }) => lot.id));
  const elsewhere = bidOn.filter((id) => !here.has(id)).slice(0, OWN_LOTS);
  const others = elsewhere.length > 0 ? await readPublic((db) => lotsByIds(db, elsewhere)) : [];
  return { moment, lots, others, identity, registration, bidOn, own };
}

/** A sale: what it is, whether the reader may bid, and its lots, live. */
export default async function SalePage({ params, searchParams }: Props) {
  const [{ sale: segment }, query] = await Promise.all([params, searchParams]);
  const auction = await getSale(idOf(segment));
  const path = `/sales/${auction.id}-${auction.slug}`;
  if (segment !== `${auction.id}-${auction.slug}`) redirect(path);
  const { part, parts } = partOf(auction, query.part);
  const { moment, lots, others, ...page } = await readSalePage(auction, part);
  const { t, language } = await getWords();
  const sale = panelSale(auction);
  const items = lots.map(({ lot, item }) => tileItem(lot, item, language));
  const mine = [...lots, ...others].map(({ lot }) => lot.id);
  const whole = auction.state === 'draft' ? [] : [`auction:${auction.id}`]; // DRF1
  const channels =
    parts === 1
      ? whole
      : [
          ...whole.map((name) => `${name}/${part - 1}`),
          ...others.map(({ lot }) => `lot:${lot.id}`),
        ];
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
            key={`${part} ${language}`}
            auctionId={auction.id}
            decimals={sale.decimals}
            items={items}
            mine={others.map(({ lot }) => lot.id)}
            isSignedIn={page.identity !== null}
            view={readView(query)}
            channel={parts === 1 ? null : part - 1}
          />
        </MineProvider>
        <p className="pt-8 type-label text-ink-3">{t('sale.illustrations')}</p>
        <Parts path={path} part={part} parts={parts} lotCount={auction.lotCount} />
        <About title={t('sale.about')} text={inLanguage(auction.description, language)} />
        <About title={t('sale.terms')} text={inLanguage(auction.terms, language)} />
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

/** The pages of a big sale, by lot number. */
async function Parts(props: { path: string; part: number; parts: number; lotCount: number }) {
  const { path, part, parts, lotCount } = props;
  if (parts === 1) return null;
  const { t } = await getWords();
  return (
    <nav aria-label={t('sale.parts')} className="flex flex-wrap gap-x-6 pt-12">
      {Array.from({ length: parts }, (_, index) => {
        const from = index * LOTS_PER_CHANNEL + 1;
        const to = Math.min(lotCount, from + LOTS_PER_CHANNEL - 1);
        const isHere = index + 1 === part;
        return (
          <Link
            key={from}
            href={`${path}?part=${index + 1}`}
            aria-current={isHere ? 'page' : undefined}
            className={`nums inline-flex min-h-12 items-center type-body ${
              isHere ? 'font-semibold' : 'text-ink-2 underline underline-offset-4'
            }`}
          >
            {t('sale.part', { from, to })}
          </Link>
        );
      })}
    </nav>
  );
}
