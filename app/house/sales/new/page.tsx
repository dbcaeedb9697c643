import type { Metadata } from 'next';
import { NewSale } from '@/components/house/sale/new-sale';
import { enter } from '../../../_door';
import { getWords } from '../../../_language';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('house.form.newTitle') };
}

/** Makes a sale. */
export default async function NewSalePage() {
  const entry = await enter('auctioneer', '/house/sales/new');
  if (!entry.open) return entry.page;
  const { t } = await getWords();
  return (
    <div className="page-width pt-6">
      <h1 className="type-title">{t('house.form.newTitle')}</h1>
      <p className="type-body pt-1 pb-6 text-ink-2">{t('house.form.intro')}</p>
      <NewSale />
    </div>
  );
}
