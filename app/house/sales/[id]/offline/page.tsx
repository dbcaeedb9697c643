import type { Metadata } from 'next';
import { OfflineDesk } from '@/components/house/offline/offline-desk';
import { readMoment } from '@/lib/db/read/moment';
import { getHouse } from '../../../../_house';
import { getWords } from '../../../../_language';
import { openSale, type SaleParams } from '../../../_open-sale';
import { listPictures } from '../../../_pictures';
import { SaleFrame } from '../../../_sale-frame';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('house.tabs.offline') };
}

/** A sale's catalogue as this device keeps it, to be edited without a network too. */
export default async function OfflinePage({ params }: { params: SaleParams }) {
  const opened = await openSale(params, { needed: 'clerk', part: '/offline' });
  if (!opened.open) return opened.page;
  const { sale, mayEdit, userId } = opened;
  const [moment, pictures] = await Promise.all([readMoment(getHouse().primary), listPictures()]);
  return (
    <SaleFrame
      sale={sale}
      mayEdit={mayEdit}
      watched={{ names: [`sale:${sale.id}`, `items:${sale.id}`], lots: [] }}
      moment={moment}
    >
      <OfflineDesk saleId={sale.id} currency={sale.currency} userId={userId} pictures={pictures} />
    </SaleFrame>
  );
}
