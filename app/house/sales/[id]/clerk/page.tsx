import type { Metadata } from 'next';
import { ClerkDesk } from '@/components/house/clerk/clerk-desk';
import { houseLotsOfAuction } from '@/lib/db/read/house-lots';
import { readMoment } from '@/lib/db/read/moment';
import { ladderHasDecimals } from '@/lib/page/format';
import { getHouse } from '../../../../_house';
import { getWords } from '../../../../_language';
import { namesOf, Parts, partOf } from '../../../../_parts';
import { openSale, type SaleParams } from '../../../_open-sale';
import { SaleFrame } from '../../../_sale-frame';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('house.tabs.clerk') };
}

/** Channels of lots on one desk: about five hundred lots are more than a day's sale. */
const CHANNELS = 2;

type Props = { params: SaleParams; searchParams: Promise<{ part?: string | string[] }> };

/** The clerk's console of a live sale (LIV1). */
export default async function ClerkPage({ params, searchParams }: Props) {
  const opened = await openSale(params, { needed: 'clerk', part: '/clerk' });
  if (!opened.open) return opened.page;
  const { sale, mayEdit } = opened;
  const { primary } = getHouse();
  const shown = partOf(sale, (await searchParams).part, CHANNELS);
  // The moment first: what is read after it is never older than the page says.
  const moment = await readMoment(primary);
  const lots = await houseLotsOfAuction(primary, { auctionId: sale.id, ...shown });
  const clerked = lots.filter(({ lot }) => lot.saleroom);
  return (
    <SaleFrame
      sale={sale}
      mayEdit={mayEdit}
      watched={{ names: namesOf(sale.id, shown), lots: lots.map(({ lot }) => lot) }}
      moment={moment}
    >
      <ClerkDesk
        sale={sale}
        lots={clerked}
        decimals={ladderHasDecimals(sale.ladder, sale.currency)}
      />
      <Parts path={`/house/sales/${sale.id}/clerk`} shown={shown} lotCount={sale.lotCount} />
    </SaleFrame>
  );
}
