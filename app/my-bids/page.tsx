import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { costOfBid } from '@/components/bid-panel/terms';
import { MyBids, type MyLot } from '@/components/my-bids/my-bids';
import { Empty } from '@/components/ui/empty';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { auctionById } from '@/lib/db/read/auctions';
import type { LotRecord } from '@/lib/db/read/lot-row';
import { lotsByIds } from '@/lib/db/read/lots';
import { LiveScope } from '@/lib/live/live-context';
import { slugOf } from '@/lib/shared/slug';
import { getHouse } from '../_house';
import { getWords } from '../_language';
import { panelSale } from '../_panel-sale';
import { getMoment, getMyBids, inLanguage } from '../_read';
import { getIdentity } from '../_session';

/** Terminals take this many names in one address; ended lots need no watching. */
const WATCHED_MAX = 64;

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('myBids.title') };
}

const isRunning = ({ lot }: LotRecord) => lot.state === 'open' || lot.state === 'held';

/** Single lots while they are few, whole sales when they are many. */
function channelsOf(records: readonly LotRecord[]): string[] {
  const running = records.filter(isRunning);
  const lots = running.map(({ lot }) => `lot:${lot.id}`);
  if (lots.length <= WATCHED_MAX) return lots;
  const sales = [...new Set(running.map(({ lot }) => `auction:${lot.auctionId}`))];
  return sales.slice(0, WATCHED_MAX);
}

async function readMyLots() {
  const { replica } = getHouse();
  const [moment, myBids] = await Promise.all([getMoment(), getMyBids()]);
  const records = await lotsByIds(
    replica,
    myBids.map((bid) => bid.lotId),
  );
  const saleIds = [...new Set(records.map(({ lot }) => lot.auctionId))];
  const sales = await Promise.all(saleIds.map((id) => auctionById(replica, id)));
  const saleById = new Map(sales.flatMap((sale) => (sale ? [[sale.id, sale] as const] : [])));
  return { moment, myBids, records, saleById };
}

function toPay({ lot }: LotRecord, sale: AuctionView | undefined): number | null {
  if (lot.state !== 'sold' || lot.priceMinor === null || !sale) return null;
  return costOfBid(panelSale(sale), lot.priceMinor).totalMinor;
}

/** The lots the reader has bid on: outbid first, then leading, won, lost. */
export default async function MyBidsPage() {
  const identity = await getIdentity();
  if (!identity) redirect('/sign-in?to=/my-bids');
  const { t, language } = await getWords();
  const { moment, myBids, records, saleById } = await readMyLots();
  const byId = new Map(records.map((record) => [record.lot.id, record]));
  const lots = myBids.flatMap((bid): MyLot[] => {
    const record = byId.get(bid.lotId);
    if (!record) return [];
    const { lot, item } = record;
    return [
      {
        lotId: lot.id,
        lotNumber: lot.lotNumber,
        title: inLanguage(item.title, language),
        picture: item.pictures[0] ?? null,
        href: `/lots/${lot.id}-${slugOf(item.title.en, 'lot')}`,
        paddle: bid.paddle,
        myMaxMinor: bid.myMaxMinor,
        toPayMinor: toPay(record, saleById.get(lot.auctionId)),
      },
    ];
  });
  return (
    <div className="page-width pt-6 md:pt-8">
      <h1 className="type-title pb-6">{t('myBids.title')}</h1>
      {lots.length === 0 ? (
        <Empty sentence={t('myBids.empty')} action={{ href: '/', label: t('myBids.toSales') }} />
      ) : (
        <LiveScope
          channels={channelsOf(records)}
          seed={{ epoch: moment.epoch, lots: records.map(({ lot }) => lot), auctions: [] }}
          asOfMs={moment.nowMs}
        >
          <MyBids lots={lots} />
        </LiveScope>
      )}
    </div>
  );
}
