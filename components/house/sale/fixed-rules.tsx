'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { formatMoney, formatRate } from '@/lib/page/format';
import { useStyle } from '../../shell/use-style';
import { Instant } from '../../ui/instant';
import { minutesText } from '../form/soft-close-values';
import { Part } from './part';

/** What a sale was made with and keeps: currency, ladder, charges, soft close. */
export function FixedRules({ sale }: { sale: AuctionView }) {
  const t = useTranslations('house.form');
  const { language } = useStyle();
  const { currency, charges, softClose, cascade } = sale;
  const money = (amountMinor: number) => formatMoney(amountMinor, { language, currency });
  const rows: [name: string, value: ReactNode][] = [
    [t('currency'), currency],
    [
      t('cost'),
      charges.premium.map((tier) => (
        <span key={tier.upToMinor ?? 'rest'} className="block">
          {formatRate(tier.rateBp, language)} ·{' '}
          {tier.upToMinor === null ? t('above') : `≤ ${money(tier.upToMinor)}`}
        </span>
      )),
    ],
    [t('tax'), `${formatRate(charges.tax.rateBp, language)} · ${t(`taxOns.${charges.tax.on}`)}`],
    [t('taxRounded'), t(`taxRoundeds.${charges.tax.rounded ?? 'lot'}`)],
    [
      t('softClose'),
      softClose
        ? t('softCloseShown', {
            mode: t(`softCloses.${softClose.mode}`),
            window: minutesText(softClose.windowMs),
            extension: minutesText(softClose.extensionMs),
          })
        : t('softCloses.none'),
    ],
    ...(softClose?.mostExtensions === undefined
      ? []
      : [[t('mostExtensions'), String(softClose.mostExtensions)] satisfies [string, string]]),
    ...(softClose?.latestEndMs === undefined
      ? []
      : [
          [
            t('latestEnd'),
            <Instant key="l" ms={softClose.latestEndMs} shape="dayTimeZone" />,
          ] satisfies [string, ReactNode],
        ]),
    [
      t('cascade'),
      cascade?.mode === 'sequence'
        ? t('cascadeShown', { minutes: minutesText(cascade.intervalMs) })
        : t(`cascades.${cascade?.mode ?? 'none'}`),
    ],
    [t('staleBid'), t(`staleBids.${sale.staleBid}`)],
    [
      t('ladder'),
      sale.ladder.map((band) => (
        <span key={band.fromMinor} className="block">
          {t('ladderFrom', { from: money(band.fromMinor), step: money(band.stepMinor) })}
        </span>
      )),
    ],
  ];
  return (
    <Part title={t('fixed')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 type-dense">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className="tabular-nums lining-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}
