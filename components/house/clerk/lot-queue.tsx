'use client';

import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { formatMoney } from '@/lib/page/format';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import type { HouseLot } from '../house-lot';
import { ReopenLast } from './reopen-last';

/** So many lots are named ahead. */
const AHEAD = 8;

/** What the last lot came to, and the lots that come; while none is up another can be taken first. */
export function LotQueue(props: {
  last: PublicLot | null;
  next: readonly PublicLot[];
  texts: ReadonlyMap<number, HouseLot>;
  decimals: boolean;
  /** No lot is on the block. */
  mayChoose: boolean;
  onChoose: (lotId: number) => void;
}) {
  const { last, next, texts, decimals } = props;
  const t = useTranslations('house.clerk');
  const { language } = useStyle();
  const titleOf = (lot: PublicLot) => {
    const title = texts.get(lot.id)?.item.title;
    return title ? (language === 'zh' && title.zh) || title.en : '';
  };
  return (
    <div className="grid gap-4">
      {last ? <LastLot last={last} decimals={decimals} mayReopen={props.mayChoose} /> : null}
      <div>
        <h2 className="type-label text-ink-2">{t('next', { count: next.length })}</h2>
        <ol className="type-dense">
          {next.slice(0, AHEAD).map((lot) => (
            <li
              key={lot.id}
              className="flex min-h-8 items-center gap-2 border-b border-line sm:py-1"
            >
              <span className="nums w-8 flex-none text-ink-2">{lot.lotNumber}</span>
              <span className="min-w-0 flex-1 truncate">{titleOf(lot)}</span>
              <Button
                look="quiet"
                size="dense"
                blocked={!props.mayChoose}
                aria-label={t('chooseLot', { lot: lot.lotNumber })}
                onClick={() => props.onChoose(lot.id)}
                className="max-sm:hidden"
              >
                {t('choose')}
              </Button>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

/** What the last lot came to; taken up again until another is on the block. */
export function LastLot(props: { last: PublicLot; decimals: boolean; mayReopen: boolean }) {
  const { last, decimals, mayReopen } = props;
  return (
    <div className="grid gap-2">
      <LastResult last={last} decimals={decimals} />
      {mayReopen ? <ReopenLast last={last} /> : null}
    </div>
  );
}

function LastResult({ last, decimals }: { last: PublicLot; decimals: boolean }) {
  const t = useTranslations('house.clerk');
  const { language } = useStyle();
  const lot = last.lotNumber;
  const price =
    last.priceMinor === null
      ? ''
      : formatMoney(last.priceMinor, { language, currency: last.currency, decimals });
  const words =
    last.state === 'sold'
      ? t('lastSold', { lot, price, paddle: last.leaderPaddle ?? 0 })
      : t(last.state === 'passed' ? 'lastPassed' : 'lastWithdrawn', { lot });
  return (
    <p className="type-body nums" role="status" data-last={last.state}>
      {words}
    </p>
  );
}
