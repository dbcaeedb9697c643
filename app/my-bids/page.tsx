import type { Metadata } from 'next';
import { MineProvider } from '@/components/lot-tile/mine';
import { tileItem } from '@/components/lot-tile/tile-item';
import { isFinal } from '@/components/lot-tile/tile-look';
import { FreshMaxima } from '@/components/my-bids/fresh-maxima';
import { MyBidsList } from '@/components/my-bids/my-bids-list';
import type { MyLot } from '@/components/my-bids/my-lot';
import { Empty } from '@/components/ui/empty';
import type { PublicLot } from '@/lib/api/public-lot';
import { lotChannel } from '@/lib/api/record-key';
import { auctionsByIds } from '@/lib/db/read/auctions-by-ids';
import { lotsByIds } from '@/lib/db/read/lots';
import { LiveScope } from '@/lib/live/live-context';
import { withOwnNames } from '@/lib/live/own-names';
import { ladderHasDecimals } from '@/lib/page/format';
import { inLanguage } from '@/lib/page/language';
import { withReturn } from '@/lib/page/return-to';
import { getWords } from '../_language';
import { getMoment, getMyBids, getOwn, readPublic } from '../_read';
import { getIdentity } from '../_session';

/** An address of a terminal holds 64 names: above this whole channels are watched instead. */
const SINGLE_LOTS = 60;

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('myBids.title') };
}

/** What to watch so that every lot that may still change is covered. */
function channelsOf(lots: readonly PublicLot[]): string[] {
  const running = lots.filter((lot) => !isFinal(lot.state));
  if (running.length <= SINGLE_LOTS) return running.map((lot) => `lot:${lot.id}`);
  const channels = new Set(running.map((lot) => lotChannel(lot.auctionId, lot.channel)));
  return [...channels].slice(0, SINGLE_LOTS);
}

async function readMyLots() {
  const moment = await getMoment();
  const bids = await getMyBids();
  const lotIds = bids.map((bid) => bid.lotId);
  const saleIds = [...new Set(bids.map((bid) => bid.auctionId))];
  const [records, sales, { language }] = await Promise.all([
    readPublic((db) => lotsByIds(db, lotIds)),
    readPublic((db) => auctionsByIds(db, saleIds)),
    getWords(),
  ]);
  const bidOf = new Map(bids.map((bid) => [bid.lotId, bid]));
  const saleOf = new Map(sales.map((sale) => [sale.id, sale]));
  const lots = records.flatMap(({ lot, item }): MyLot[] => {
    const sale = saleOf.get(lot.auctionId);
    const bid = bidOf.get(lot.id);
    if (!sale || !bid) return [];
    return [
      {
        item: tileItem(lot, item, language),
        auctionId: sale.id,
        saleTitle: inLanguage(sale.title, language),
        myMaxMinor: bid.myMaxMinor,
        units: bid.units,
        isLeft: bid.isLeft,
        isCancelled: bid.isCancelled,
        lastBidId: bid.lastBidId,
        charges: sale.charges,
        decimals: ladderHasDecimals(sale.ladder, sale.currency),
      },
    ];
  });
  const paddles = Object.fromEntries(bids.map((bid) => [bid.auctionId, bid.paddle]));
  return { moment, records: records.map(({ lot }) => lot), lots, paddles, bids };
}

/** Every lot the reader has bid on: where they are outbid first. */
export default async function MyBidsPage() {
  const [{ t }, identity] = await Promise.all([getWords(), getIdentity()]);
  const title = <h1 className="type-title">{t('myBids.title')}</h1>;
  if (!identity) {
    return (
      <div className="page-width flex flex-col gap-6 pt-8">
        {title}
        <Empty
          sentence={t('myBids.signedOut')}
          action={{ href: withReturn('/sign-in', '/my-bids'), label: t('nav.signIn') }}
        />
      </div>
    );
  }
  const { moment, records, lots, paddles, bids } = await readMyLots();
  const own = await getOwn();
  const ids = lots.map(({ item }) => item.id);
  return (
    <LiveScope
      channels={withOwnNames(channelsOf(records), own)}
      seed={{ epoch: moment.epoch, lots: records, auctions: [] }}
      asOfMs={moment.nowMs}
      own={own}
    >
      <FreshMaxima
        shown={Object.fromEntries(
          lots.map(({ item, myMaxMinor, isCancelled }) => [item.id, { myMaxMinor, isCancelled }]),
        )}
        left={lots.flatMap(({ item, isLeft }) => (isLeft ? [item.id] : []))}
      />
      <div className="page-width pt-8">
        {title}
        {lots.length === 0 ? (
          <div className="pt-6">
            <Empty
              sentence={t('myBids.empty')}
              action={{ href: '/', label: t('myBids.toSales') }}
            />
          </div>
        ) : (
          <MineProvider paddles={paddles} bidOn={bids} shown={ids}>
            <MyBidsList lots={lots} />
          </MineProvider>
        )}
      </div>
    </LiveScope>
  );
}
