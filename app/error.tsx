'use client';

import { useTranslations } from 'use-intl/react';
import { Button } from '@/components/ui/button';
import { Rule } from '@/components/ui/rule';

/** A page that failed while it was drawn; the reference is in the house's log. */
export default function PageError(props: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations();
  return (
    <div className="page-width pt-8" role="alert">
      <Rule texture="stale" />
      <h1 className="type-title pt-4">{t('errors.failedTitle')}</h1>
      <p className="type-body py-6 text-ink-2">
        {t('errors.failed', { reference: props.error.digest ?? '–' })}
      </p>
      <Button onClick={props.reset}>{t('common.tryAgain')}</Button>
    </div>
  );
}
