'use client';

import { useTranslations } from 'use-intl/react';
import type { PanelState } from '@/lib/page/panel/panel-state';
import { costOfBid, type PanelSale } from '@/lib/page/panel/terms';

/** What the amount costs with premium and tax, before it is confirmed (PRM1). */
export function CostLine(props: {
  state: PanelState;
  sale: PanelSale;
  money: (amountMinor: number) => string;
}) {
  const { state, sale, money } = props;
  const t = useTranslations('panel');
  if (state.name === 'setting-max') return t('standing.settingMax');
  if (state.costOfMinor === null) return null;
  const cost = costOfBid(sale, state.costOfMinor);
  const total = money(cost.totalMinor);
  const isMax = state.action.kind === 'confirm' && state.action.bidKind === 'max';
  const parts = t('cost.parts', {
    amount: money(state.costOfMinor),
    premium: money(cost.premiumMinor),
    tax: money(cost.taxMinor),
  });
  return (
    <>
      <span className="block">{t(isMax ? 'cost.atMost' : 'cost.total', { total })}</span>
      <span className="block font-normal text-ink-3 max-md:hidden">{parts}</span>
    </>
  );
}
