'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl/react';

/** "No sale 412 in this house." out of the address that led nowhere. */
export function MissingSale() {
  const t = useTranslations('errors');
  const sale = /^\/sales\/(\d{1,10})(?:-|$)/.exec(usePathname())?.[1];
  return <>{sale ? t('noSale', { sale }) : t('notFound')}</>;
}
