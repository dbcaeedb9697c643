import type { Metadata } from 'next';
import { Catalogue } from '@/components/house/catalogue/catalogue';
import { houseLotsOfAuction } from '@/lib/db/read/house-lots';
import { readMoment } from '@/lib/db/read/moment';
import { getHouse } from '../../../_house';
import { getWords } from '../../../_language';
import { namesOf, Parts, partOf } from '../../../_parts';
import { openSale, type SaleParams } from '../../_open-sale';
import { listPictures } from '../../_pictures';
import { SaleFrame } from '../../_sale-frame';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('house.tabs.catalogue') };
}

/** Channels of lots on one page: about five hundred rows. */
const CHANNELS = 2;

type Props = { params: SaleParams; searchParams: Promise<{ part?: string | string[] }> };

/** The catalogue of a sale: its lots as they stand, and an editor; a big one in parts. */
export default async function CataloguePage({ params, searchParams }: Props) {
  const opened = await openSale(params, { needed: 'clerk', part: '' });
  if (!opened.open) return opened.page;
  const { sale, mayEdit } = opened;
  const { primary } = getHouse();
  const shown = partOf(sale, (await searchParams).part, CHANNELS);
  // The moment first: what is read after it is never older than the page says.
  const moment = await readMoment(primary);
  const [lots, pictures] = await Promise.all([
    houseLotsOfAuction(primary, { auctionId: sale.id, ...shown }),
    listPictures(),
  ]);
  return (
    <SaleFrame
      sale={sale}
      mayEdit={mayEdit}
      watched={{ names: namesOf(sale.id, shown), lots: lots.map(({ lot }) => lot) }}
      moment={moment}
    >
      <Catalogue
        key={shown.part}
        sale={sale}
        lots={lots}
        channels={shown.channels}
        pictures={pictures}
        mayEdit={mayEdit}
      />
      <Parts path={`/house/sales/${sale.id}`} shown={shown} lotCount={sale.lotCount} />
    </SaleFrame>
  );
}
