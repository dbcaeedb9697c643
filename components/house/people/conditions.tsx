'use client';

import { useTranslations } from 'use-intl/react';
import type { RegistrationView } from '@/lib/api/v1/registrations';
import { formatMoney } from '@/lib/page/format';
import { useStyle } from '../../shell/use-style';

/** On what conditions somebody bids, in one line; nothing where there are none. */
export function Conditions(props: { person: RegistrationView; currency: string }) {
  const { person, currency } = props;
  const t = useTranslations('house.people');
  const { language } = useStyle();
  const money = (amountMinor: number) => formatMoney(amountMinor, { language, currency });
  const { limitMinor, leftMinor, deposit, hasPriority } = person;
  const words = [
    limitMinor === null
      ? null
      : t('limitShown', { limit: money(limitMinor), left: money(leftMinor ?? 0) }),
    deposit === 'not-required' ? null : t('depositShown', { state: t(`deposits.${deposit}`) }),
    hasPriority ? t('priority') : null,
  ].filter((one) => one !== null);
  if (words.length === 0) return null;
  return <span className="nums block whitespace-normal text-ink-2">{words.join(' · ')}</span>;
}
