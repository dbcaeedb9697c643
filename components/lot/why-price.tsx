'use client';

import { useTranslations } from 'use-intl/react';
import { useLot } from '@/lib/live/hooks';
import { formatMoney } from '@/lib/page/format';
import { goesDown } from '@/lib/page/panel/way';
import { whyOffers } from '@/lib/page/panel/why-offers';
import { useStyle } from '../shell/use-style';

/** Why the price is what it is, in the rules' own terms (PRX1, PRX2). */
export function WhyPrice({ lotId, decimals }: { lotId: number; decimals: boolean }) {
  const t = useTranslations('lot');
  const { language } = useStyle();
  const lot = useLot(lotId);
  if (!lot) return null;
  const ask =
    lot.askMinor === null
      ? null
      : formatMoney(lot.askMinor, { language, currency: lot.currency, decimals });
  const money = (amountMinor: number | null) =>
    amountMinor === null
      ? '–'
      : formatMoney(amountMinor, { language, currency: lot.currency, decimals });
  const offers = whyOffers(lot, { language, money });
  if (offers) {
    const words = t(offers.key, offers.values);
    return <p className="type-body nums whitespace-normal text-ink-2">{words}</p>;
  }
  const isDown = goesDown(lot);
  const text =
    ask === null
      ? t(isDown ? 'whyEndedDown' : 'whyEnded')
      : t(isDown ? 'whyTextDown' : 'whyText', { ask });
  return <p className="type-body text-ink-2">{text}</p>;
}
