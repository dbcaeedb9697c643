'use client';

import { useTranslations } from 'use-intl/react';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { useAuction } from '@/lib/live/hooks';
import { formatMoney, formatRate } from '@/lib/page/format';
import { useProven } from '../lot-tile/use-proven';
import { useStyle } from '../shell/use-style';
import { Chip } from '../ui/chip';
import { Instant } from '../ui/instant';

/** State of a sale, how many lots, when: as its live record says now. */
export function SaleDates({ auctionId }: { auctionId: number }) {
  const t = useTranslations('sale');
  const auction = useAuction(auctionId);
  const isProven = useProven();
  if (!auction) return null;
  const { state, opensAtMs, closesAtMs } = auction;
  const at = (ms: number) => () => <Instant ms={ms} shape="dayTimeZone" />;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 type-body text-ink-2">
      <Chip tone={state !== 'live' ? 'neutral' : isProven ? 'live' : 'stale'}>{t(state)}</Chip>
      <span>{t('lots', { count: auction.lotCount })}</span>
      {state === 'published' && opensAtMs !== null ? (
        <span>{t.rich('opens', { at: at(opensAtMs) })}</span>
      ) : null}
      {state !== 'ended' && closesAtMs !== null ? (
        <span>{t.rich('closes', { at: at(closesAtMs) })}</span>
      ) : null}
    </p>
  );
}

/** What a buyer adds to the hammer price, in words (PRM1). */
export function PremiumLine({ sale }: { sale: Pick<AuctionView, 'charges' | 'currency'> }) {
  const t = useTranslations('sale');
  const { language } = useStyle();
  const { premium, tax } = sale.charges;
  const rate = (rateBp: number) => formatRate(rateBp, language);
  const tiers = premium.map(({ upToMinor, rateBp }) =>
    upToMinor === null
      ? t('tierAbove', { rate: rate(rateBp) })
      : t('tierUpTo', {
          rate: rate(rateBp),
          amount: formatMoney(upToMinor, { language, currency: sale.currency }),
        }),
  );
  const only = premium.length === 1 ? premium[0] : undefined;
  const parts = [
    only
      ? t('premium', { rate: rate(only.rateBp) })
      : t('premiumTiers', { rates: tiers.join(t('comma')) }),
  ];
  if (tax.rateBp > 0) {
    parts.push(t(tax.on === 'both' ? 'taxOnBoth' : 'taxOnPremium', { rate: rate(tax.rateBp) }));
  }
  return <p className="type-body text-ink-2">{parts.join(t('semicolon'))}</p>;
}
