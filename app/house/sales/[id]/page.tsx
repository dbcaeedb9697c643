import type { Metadata } from 'next';
import { Catalogue } from '@/components/house/catalogue/catalogue';
import { houseLotsOfAuction } from '@/lib/db/read/house-lots';
import { readMoment } from '@/lib/db/read/moment';
import { getHouse } from '../../../_house';
import { getWords } from '../../../_language';
import { openSale, type SaleParams } from '../../_open-sale';
import { listPictures } from '../../_pictures';
import { SaleFrame } from '../../_sale-frame';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('house.tabs.catalogue') };
}

/** The largest catalogue that one request may make. */
const MOST_LOTS = 5_000;

/** The catalogue of a sale: its lots as they stand, and an editor. */
export default async function CataloguePage({ params }: { params: SaleParams }) {
  const opened = await openSale(params, { needed: 'clerk', part: '' });
  if (!opened.open) return opened.page;
  const { sale, mayEdit } = opened;
  const { primary } = getHouse();
  // The moment first: what is read after it is never older than the page says.
  const moment = await readMoment(primary);
  const [lots, pictures] = await Promise.all([
    houseLotsOfAuction(primary, { auctionId: sale.id, afterNumber: 0, limit: MOST_LOTS }),
    listPictures(),
  ]);
  return (
    <SaleFrame sale={sale} mayEdit={mayEdit} lots={lots.map(({ lot }) => lot)} moment={moment}>
      <Catalogue sale={sale} lots={lots} pictures={pictures} mayEdit={mayEdit} />
    </SaleFrame>
  );
}
