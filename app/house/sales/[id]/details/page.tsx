import type { Metadata } from 'next';
import { SaleDetails } from '@/components/house/sale/sale-details';
import { readMoment } from '@/lib/db/read/moment';
import { getHouse } from '../../../../_house';
import { getWords } from '../../../../_language';
import { openSale, type SaleParams } from '../../../_open-sale';
import { SaleFrame } from '../../../_sale-frame';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('house.tabs.details') };
}

/** Texts and rules of a sale. */
export default async function DetailsPage({ params }: { params: SaleParams }) {
  const opened = await openSale(params, { needed: 'clerk', part: '/details' });
  if (!opened.open) return opened.page;
  const { sale, mayEdit } = opened;
  const moment = await readMoment(getHouse().primary);
  return (
    <SaleFrame sale={sale} mayEdit={mayEdit} moment={moment}>
      <SaleDetails sale={sale} mayEdit={mayEdit} />
    </SaleFrame>
  );
}
