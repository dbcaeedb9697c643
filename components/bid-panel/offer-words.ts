import { useTranslations } from 'use-intl/react';
import { offerQuestion, offerStanding } from '@/lib/page/panel/offer-words';

/** See `offerStanding`. */
export function useOfferStanding(told: Parameters<typeof offerStanding>[0]): string | null {
  const t = useTranslations('panel.offer');
  const sentence = offerStanding(told);
  return sentence && t(sentence.key, sentence.values);
}

/** See `offerQuestion`. */
export function useOfferQuestion(asked: Parameters<typeof offerQuestion>[0]): string {
  const t = useTranslations('panel.offer');
  const { key, values } = offerQuestion(asked);
  return t(key, values);
}
