'use client';

import { useTranslations } from 'use-intl/react';
import type { WishKind } from '@/lib/api/v1/bids';
import { confirmQuestion } from '@/lib/page/panel/confirm-question';
import type { Pays } from '@/lib/page/panel/way';
import { Act } from './act';
import type { RowsProps } from './action-calls';
import { useOfferQuestion } from './offer-words';

/** The reader's own limit, beside what raises it; only they see it. */
export function MyMax({ myMaxMinor, money, isDown }: RowsProps) {
  const t = useTranslations(isDown ? 'panel.low' : 'panel.max');
  if (myMaxMinor === null) return null;
  return (
    <p className="nums flex items-start type-label text-ink-2">
      {t('yours', { amount: money(myMaxMinor) })}
    </p>
  );
}

/** The reader's own bid that waits for the opening; only they see it. */
export function MyLeft({ myMaxMinor, money, isDown }: RowsProps) {
  const t = useTranslations(isDown ? 'panel.low' : 'panel.max');
  return (
    <p
      className="nums flex items-start type-label whitespace-normal text-ink-2"
      data-left={myMaxMinor ?? undefined}
    >
      {myMaxMinor === null ? t('leaveNote') : t('left', { amount: money(myMaxMinor) })}
    </p>
  );
}

/** What the lot can be bought for at once, where that is on offer (BUY1). */
export function BuyNow(props: Pick<RowsProps, 'calls' | 'money'> & { amountMinor: number | null }) {
  const { amountMinor, calls, money } = props;
  if (amountMinor === null) return null;
  return (
    <Act
      word="buyNow"
      amount={money(amountMinor)}
      look="secondary"
      onPress={() => calls.choose('buy-now', amountMinor)}
    />
  );
}

/** What is about to be bid, as a question. */
export function Question(props: {
  bidKind: WishKind;
  amount: string;
  lotNumber: number;
  isDown: boolean;
}) {
  const t = useTranslations('panel.standing');
  const word = confirmQuestion(props.bidKind, props.isDown);
  return (
    <p className="flex items-center type-body font-semibold" role="status">
      {t(word, { amount: props.amount, lot: props.lotNumber })}
    </p>
  );
}

/** The same of an offer, or of units at a falling price. */
export function OfferQuestion(props: Parameters<typeof useOfferQuestion>[0]) {
  const words = useOfferQuestion(props);
  return (
    <p className="flex items-center text-[0.9375rem]/5 font-semibold" role="status">
      {words}
    </p>
  );
}

/** What whoever wins a sealed lot pays. */
export function HowOffers({ pays }: { pays: Pays }) {
  const t = useTranslations('panel.offer.how');
  return <p className="flex items-start type-label text-ink-2">{t(pays)}</p>;
}

/** That whoever takes the price buys at once. */
export function HowBought() {
  const t = useTranslations('panel.buy');
  return (
    <p id="buy-note" className="flex items-start type-label text-ink-2">
      {t('how')}
    </p>
  );
}

/** That the bid is on its way, or that its fate is being asked for. */
export function Progress({ amount, doubtful }: { amount: string; doubtful: boolean }) {
  const t = useTranslations('panel.standing');
  return (
    <p id="bid-progress" role="status" className="flex items-center type-body font-semibold">
      {doubtful ? t('doubtful') : t('sending', { amount })}
    </p>
  );
}
