'use client';

import { useTranslations } from 'use-intl/react';
import type { Operations } from '@/lib/api/v1/operations';
import { formatCount, formatShare } from './amounts';

/** Which of the three answered the nodes' fetches (FET1): counts, shares, and a bar each. */
export function FetchShares({ house }: { house: Operations }) {
  const t = useTranslations('operations.fetches');
  const { memcached, replica, primary } = house.fetches;
  const all = memcached + replica + primary;
  const rows = [
    ['memcached', memcached],
    ['replica', replica],
    ['primary', primary],
  ] as const;
  return (
    <div>
      {all === 0 ? <p className="type-dense text-ink-2">{t('none')}</p> : null}
      <dl className="grid grid-cols-[auto_1fr_auto_auto] items-center gap-x-4 gap-y-2 type-dense">
        {rows.map(([name, count]) => (
          <div key={name} className="contents" data-source={name}>
            <dt>{t(name)}</dt>
            <dd aria-hidden className="h-2 border-b border-line">
              <div
                className="h-2 bg-ink"
                style={{ width: all === 0 ? 0 : `${(count / all) * 100}%` }}
              />
            </dd>
            <dd className="nums text-right">{formatShare(count, all)}</dd>
            <dd className="nums text-right text-ink-2">{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      <p className="type-dense pt-2 text-ink-3">{t('hint')}</p>
    </div>
  );
}
