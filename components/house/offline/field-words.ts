'use client';

import { useTranslations } from 'use-intl/react';
import { formatMoney } from '@/lib/page/format';
import { useStyle } from '../../shell/use-style';

interface Text {
  en: string;
  zh: string;
}

const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && 'en' in value;

/** Says what a field holds, whatever it is: a text in both languages, an amount, pictures. */
export function useFieldValueWords(currency: string): (value: unknown) => string {
  const t = useTranslations('house.offline');
  const { language } = useStyle();
  return (value) => {
    if (typeof value === 'number') return formatMoney(value, { language, currency });
    if (Array.isArray(value)) return t('pictures', { count: value.length });
    if (!isText(value)) return t('nothing');
    return [value.en, value.zh].filter(Boolean).join('\n') || t('nothing');
  };
}
