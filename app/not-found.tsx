import Link from 'next/link';
import { buttonClass } from '@/components/ui/button';
import { Rule } from '@/components/ui/rule';
import { getWords } from './_language';

/** Any address that leads nowhere. */
export default async function NotFound() {
  const { t } = await getWords();
  return (
    <div className="page-width pt-8">
      <Rule texture="final" />
      <h1 className="type-title pt-4">{t('errors.notFoundTitle')}</h1>
      <p className="type-body py-6 text-ink-2">{t('errors.notFound')}</p>
      <Link href="/" className={buttonClass('secondary')}>
        {t('errors.toSales')}
      </Link>
    </div>
  );
}
