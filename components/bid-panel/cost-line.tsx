'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import type { RegistrationView } from '@/lib/api/v1/registrations';
import type { PanelState } from '@/lib/page/panel/panel-model';
import { costOfBid, type PanelSale } from '@/lib/page/panel/terms';
import type { Pays } from '@/lib/page/panel/way';

/** What the amount costs with premium and tax, or what is paid for it, before it is confirmed (PRM1). */
export function CostLine(props: {
  state: PanelState;
  sale: PanelSale;
  money: (amountMinor: number) => string;
  pays: Pays;
}) {
  const { state, sale, money } = props;
  const t = useTranslations('panel');
  if (state.action.kind === 'enter-max') {
    return t(state.action.isDown ? 'standing.settingLow' : 'standing.settingMax');
  }
  if (state.action.kind === 'enter-offer') return t(`offer.how.${props.pays}`);
  if (state.paidMinor !== null) {
    const amount = money(state.paidMinor);
    return t(state.isCostMost ? 'cost.paidLeast' : 'cost.paid', { amount });
  }
  if (state.costOfMinor === null) return null;
  const cost = costOfBid(sale, state.costOfMinor);
  const total = money(cost.totalMinor);
  const { action } = state;
  const parts = t('cost.parts', {
    amount: money(state.costOfMinor),
    premium: money(cost.premiumMinor),
    tax: money(cost.taxMinor),
  });
  return (
    <>
      <span className="block">{t(state.isCostMost ? 'cost.atMost' : 'cost.total', { total })}</span>
      <span
        className={clsx(
          'block font-normal text-ink-3',
          action.kind !== 'confirm' && 'max-md:hidden',
        )}
      >
        {parts}
      </span>
    </>
  );
}

/** What is left of the reader's limit in this sale (REG2); nothing where they have none. */
export function LimitLine(props: {
  registration: RegistrationView | null;
  money: (amountMinor: number) => string;
}) {
  const t = useTranslations('panel');
  const { limitMinor = null, leftMinor = null } = props.registration ?? {};
  if (limitMinor === null || leftMinor === null) return null;
  const { money } = props;
  return (
    <span className="block text-ink-2" data-limit-left={leftMinor}>
      {t('limit', { limit: money(limitMinor), left: money(leftMinor) })}
    </span>
  );
}
