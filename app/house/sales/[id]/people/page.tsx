import type { Metadata } from 'next';
import { People } from '@/components/house/people/people';
import { readMoment } from '@/lib/db/read/moment';
import { registrationsOfAuction } from '@/lib/db/read/registrations';
import { getHouse } from '../../../../_house';
import { getWords } from '../../../../_language';
import { openSale, type SaleParams } from '../../../_open-sale';
import { SaleFrame } from '../../../_sale-frame';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('house.tabs.people') };
}

const MOST_PEOPLE = 2_000;

/** Who registered for a sale, and the decisions about them. */
export default async function PeoplePage({ params }: { params: SaleParams }) {
  const opened = await openSale(params, { needed: 'clerk', part: '/people' });
  if (!opened.open) return opened.page;
  const { sale, mayEdit } = opened;
  const { primary } = getHouse();
  const moment = await readMoment(primary);
  const people = await registrationsOfAuction(primary, {
    auctionId: sale.id,
    afterPaddle: 0,
    limit: MOST_PEOPLE + 1,
  });
  return (
    <SaleFrame sale={sale} mayEdit={mayEdit} moment={moment}>
      <People
        people={people.slice(0, MOST_PEOPLE)}
        currency={sale.currency}
        mayDecide={mayEdit}
        isCut={people.length > MOST_PEOPLE}
      />
    </SaleFrame>
  );
}
