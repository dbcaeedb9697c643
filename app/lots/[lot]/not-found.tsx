import Link from 'next/link';
import { MissingLot } from '@/components/lot/missing-lot';
import { buttonClass } from '@/components/ui/button';
import { Rule } from '@/components/ui/rule';
import { getWords } from '../../_language';

/** A lot that does not exist, or whose sale is not public yet. */
export default async function LotNotFound() {
  const { t } = await getWords();
  return (
    <div className="page-width pt-8">
      <Rule texture="final" />
      <h1 className="type-title pt-4">
        <MissingLot />
      </h1>
      <p className="type-body py-6 text-ink-2">{t('errors.notFound')}</p>
      <Link href="/" className={buttonClass('secondary')}>
        {t('errors.toSales')}
      </Link>
    </div>
  );
}
