import type { Metadata } from 'next';
import { Invoices } from '@/components/house/invoices/invoices';
import { buyersOfAuction } from '@/lib/db/read/buyers';
import { lotsWonBy } from '@/lib/db/read/lots-won';
import { readMoment } from '@/lib/db/read/moment';
import { toInvoiceView } from '@/lib/page/invoice';
import { getHouse } from '../../../../_house';
import { getWords } from '../../../../_language';
import { openSale, type SaleParams } from '../../../_open-sale';
import { SaleFrame } from '../../../_sale-frame';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('house.tabs.invoices') };
}

const MOST_BUYERS = 1_000;

/** What the buyers of a sale owe and have paid for. */
export default async function InvoicesPage({ params }: { params: SaleParams }) {
  const opened = await openSale(params, { needed: 'clerk', part: '/invoices' });
  if (!opened.open) return opened.page;
  const { sale, mayEdit } = opened;
  const { primary } = getHouse();
  const moment = await readMoment(primary);
  const wanted = { auctionId: sale.id, afterPaddle: 0, limit: MOST_BUYERS + 1 };
  const buyers = await buyersOfAuction(primary, wanted);
  const shown = buyers.slice(0, MOST_BUYERS);
  const won = await lotsWonBy(
    primary,
    shown.map(({ registrationId }) => registrationId),
  );
  const invoices = shown.flatMap((buyer) => {
    const lots = won.get(buyer.registrationId);
    return lots ? [toInvoiceView(buyer, lots, sale.charges)] : [];
  });
  return (
    <SaleFrame sale={sale} mayEdit={mayEdit} moment={moment}>
      <Invoices
        invoices={invoices}
        currency={sale.currency}
        mayTakeBack={mayEdit}
        isCut={buyers.length > MOST_BUYERS}
      />
    </SaleFrame>
  );
}
