'use client';

import { useTranslations } from 'use-intl/react';
import { useAuction, useLiveStatus } from '@/lib/live/hooks';
import { FRESHNESS_MEANS } from '@/lib/sync/page-freshness';
import { Chip } from '../ui/chip';
import { Rule, type RuleTexture } from '../ui/rule';

/** Precedence as for lots: final, stale, then the sale's own state (LOOK 1). */
export function SaleRule({ saleId }: { saleId: number }) {
  const sale = useAuction(saleId);
  const { freshness, watching } = useLiveStatus();
  const isProven = !watching || FRESHNESS_MEANS[freshness].proven;
  const texture = ((): RuleTexture => {
    if (sale?.state === 'ended') return 'final';
    if (!isProven) return 'stale';
    return sale?.state === 'live' ? 'solid' : 'dotted';
  })();
  return <Rule texture={texture} />;
}

/** "Live now", "Coming", "Ended": news is tinted, rest is neutral. */
export function SaleState({ saleId }: { saleId: number }) {
  const sale = useAuction(saleId);
  const t = useTranslations('sale');
  if (!sale) return null;
  return <Chip tone={sale.state === 'live' ? 'live' : 'neutral'}>{t(sale.state)}</Chip>;
}
