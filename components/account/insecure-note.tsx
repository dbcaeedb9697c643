'use client';

import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl/react';
import { Glyph } from '../ui/glyph';

const never = () => () => {};

/** Session cookies are kept only on a secure origin; says so where this page is on none (AUT2). */
export function InsecureNote() {
  const t = useTranslations('auth');
  const isSecure = useSyncExternalStore(
    never,
    () => window.isSecureContext,
    () => true,
  );
  if (isSecure) return null;
  return (
    <p role="alert" className="type-body flex items-baseline gap-2 bg-danger-tint p-4 text-danger">
      <Glyph name="danger" />
      {t('insecure')}
    </p>
  );
}
