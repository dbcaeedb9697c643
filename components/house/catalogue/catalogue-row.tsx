'use client';

import clsx from 'clsx';
import { memo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useLiveStatus, useLot } from '@/lib/live/hooks';
import { formatMoney } from '@/lib/page/format';
import { useStyle } from '../../shell/use-style';
import { Glyph } from '../../ui/glyph';
import { Price } from '../../ui/price';
import type { HouseLot } from '../house-lot';
import { LotState } from '../lot-state';
import { Thumb } from '../thumb';

const CELL = 'px-2 align-middle';

interface RowProps {
  shown: HouseLot;
  isSelected: boolean;
  /** Only one row is in the order of Tab; the arrows reach the others. */
  isInTabOrder: boolean;
  onSelect: (lotId: number) => void;
}

/** One lot of the catalogue, 32px high where a title has room; its live part redraws alone. */
export const CatalogueRow = memo(function CatalogueRow(props: RowProps) {
  const { shown, isSelected } = props;
  const t = useTranslations('house');
  const style = useStyle();
  const lot = useLot(shown.lot.id) ?? shown.lot;
  const { freshness } = useLiveStatus();
  const { item } = shown;
  const { currency } = lot;
  const money = (amountMinor: number) => formatMoney(amountMinor, { ...style, currency });
  const title = style.language === 'zh' && item.title.zh ? item.title.zh : item.title.en;
  const isOpen = lot.state === 'open' || lot.state === 'held';
  return (
    <tr
      data-lot={lot.id}
      onClick={() => props.onSelect(lot.id)}
      className={clsx('h-8 cursor-pointer border-b border-line', isSelected && 'bg-sunk')}
    >
      <td className={`${CELL} nums text-right text-ink-2`}>{lot.lotNumber}</td>
      <td className={`${CELL} w-9 py-px max-sm:hidden`}>
        <Thumb src={item.pictures[0]} width={24} className="h-[30px] w-6 max-w-none" />
      </td>
      <td className={`${CELL} max-w-0 w-full`}>
        <button
          type="button"
          data-row
          tabIndex={props.isInTabOrder ? 0 : -1}
          aria-current={isSelected || undefined}
          className="block min-h-8 w-full text-left max-sm:line-clamp-2 max-sm:py-1.5 sm:truncate font-serif text-[0.875rem] font-medium"
        >
          {title}
        </button>
      </td>
      <td className={`${CELL} nums text-right text-ink-2 max-lg:hidden`}>
        {item.estimateLowMinor !== null && item.estimateHighMinor !== null
          ? `${money(item.estimateLowMinor)}–${money(item.estimateHighMinor)}`
          : '–'}
      </td>
      <td className={`${CELL} nums text-right max-md:hidden`}>
        {shown.reserveMinor === null ? (
          <span className="text-ink-3">{t('catalogue.none')}</span>
        ) : (
          <span
            className={clsx(
              'inline-flex items-center gap-1',
              isOpen ? 'text-reserve' : 'text-ink-2',
            )}
          >
            {isOpen ? (
              <Glyph
                name={lot.reserve === 'met' ? 'reserve-met' : 'reserve-not-met'}
                label={t(lot.reserve === 'met' ? 'catalogue.met' : 'catalogue.notMet')}
              />
            ) : null}
            {money(shown.reserveMinor)}
          </span>
        )}
      </td>
      <td className={`${CELL} nums text-right text-ink-2 max-lg:hidden`}>
        {money(shown.startMinor)}
      </td>
      <td className={`${CELL} nums whitespace-nowrap`}>
        <LotState lot={lot} />
      </td>
      <td className={`${CELL} text-right`}>
        <Price
          amountMinor={lot.priceMinor}
          currency={currency}
          isStale={isOpen && freshness !== 'live'}
          className="type-dense-price"
        />
      </td>
      <td className={`${CELL} nums text-right text-ink-2 max-sm:hidden`}>{lot.bidCount}</td>
    </tr>
  );
});
