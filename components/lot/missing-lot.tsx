'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl/react';

/** "No lot 412 in this house." out of the address that led nowhere. */
export function MissingLot() {
  const t = useTranslations('errors');
  const lot = /^\/lots\/(\d{1,10})(?:-|$)/.exec(usePathname())?.[1];
  return <>{lot ? t('noLot', { lot }) : t('notFound')}</>;
}
