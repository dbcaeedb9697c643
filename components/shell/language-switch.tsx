'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'use-intl/react';

const YEAR_S = 31_536_000;

/** Leaves a choice for the server's next render, for a year. */
export function keepCookie(name: string, value: string) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_S}; samesite=lax`;
}

/** Offers the other language in its own words and renders the page again in it. */
export function LanguageSwitch({ className }: { className?: string }) {
  const locale = useLocale();
  const t = useTranslations('nav');
  const router = useRouter();
  const other = locale === 'zh' ? 'en' : 'zh';
  return (
    <button
      type="button"
      lang={other}
      className={className}
      onClick={() => {
        keepCookie('lang', other);
        router.refresh();
      }}
    >
      {t('switchLanguage')}
    </button>
  );
}
