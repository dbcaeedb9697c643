'use client';

import { useTranslations } from 'use-intl/react';

/** What a path of a sale's form is called. */
export function useSaleFieldNames(currency: string): (field: string) => string {
  const t = useTranslations('house.form');
  return (field) => {
    if (field.endsWith('upToMinor')) return t('upTo', { currency });
    if (field.startsWith('charges.tax.rate')) return t('tax');
    if (field.endsWith('rateBp')) return t('rate');
    const [head] = field.split('.');
    switch (head) {
      case 'title':
      case 'description':
      case 'terms':
      case 'currency':
      case 'ladder':
      case 'approval':
      case 'staleBid':
      case 'editPolicy':
        return t(head);
      case 'depositMinor':
        return t('deposit');
      case 'opensAt':
        return t('opens');
      case 'closesAt':
        return t('closes');
      case 'cascade':
        return t('interval');
      case 'softClose':
        if (field.endsWith('mostExtensions')) return t('mostExtensions');
        if (field.endsWith('latestEndMs')) return t('latestEnd');
        return t(field.endsWith('windowMs') ? 'window' : 'extension');
      default:
        return field;
    }
  };
}
