import { useTranslations } from 'use-intl/react';
import type { LotValues } from '../form/lot-values';
import type { SellingField } from '../form/selling-values';
import type { useCheckedForm } from '../form/use-checked-form';

/** The form of a lot, new or not. */
export type LotForm = ReturnType<typeof useCheckedForm<LotValues, unknown>>;

/** What a path of the editor is called. */
export function useLotFieldNames(currency: string): (field: string) => string {
  const t = useTranslations('house.editor');
  const selling = useTranslations('house.selling');
  return (field) => {
    const [head, inner] = field.split('.');
    switch (head) {
      case 'title':
      case 'description':
      case 'condition':
      case 'notice':
      case 'pictures':
        return t(head);
      case 'estimateLowMinor':
        return t('estimateLow', { currency });
      case 'estimateHighMinor':
        return t('estimateHigh', { currency });
      case 'selling':
        return selling(inner as SellingField | 'format', { currency });
      case 'startMinor':
        return t('start', { currency });
      case 'reserveMinor':
        return t('reserve', { currency });
      case 'opensAt':
        return t('opens');
      case 'closesAt':
        return t('closes');
      case 'sellerEmail':
        return t('seller');
      default:
        return field;
    }
  };
}
