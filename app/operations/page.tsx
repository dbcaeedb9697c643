import type { Metadata } from 'next';
import { OperationsView } from '@/components/operations/operations-view';
import { enter } from '../_door';
import { getWords } from '../_language';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('operations.title') };
}

/** How the processes of the house fare, for those who work in it. */
export default async function OperationsPage() {
  const entry = await enter('clerk', '/operations');
  if (!entry.open) return entry.page;
  const { t } = await getWords();
  return (
    <div className="page-dense pt-6">
      <h1 className="sr-only">{t('operations.title')}</h1>
      <OperationsView />
    </div>
  );
}
