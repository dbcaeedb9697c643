'use client';

import { useTranslations } from 'use-intl/react';
import type { Operations } from '@/lib/api/v1/operations';
import { useStyle } from '../shell/use-style';
import { formatCount, formatLag, formatShare } from './amounts';

const RECENT = 10;

/** The six numbers of the moment, in one ruled row; rates over the last ten seconds. */
export function Figures({ house }: { house: Operations }) {
  const t = useTranslations('operations.figures');
  const { language } = useStyle();
  const recent = house.history.slice(-RECENT);
  const bids = recent.reduce((sum, sample) => sum + sample.bids + sample.refused, 0);
  const waits = recent.flatMap(({ bidP99Ms }) => bidP99Ms ?? []);
  const { memcached, replica, primary } = house.fetches;
  const figures = [
    ['bids', recent.length === 0 ? '–' : formatCount(bids / recent.length)],
    ['wait', waits.length === 0 ? '–' : formatLag(Math.max(...waits), language)],
    ['connections', formatCount(recent.at(-1)?.connections ?? 0)],
    ['lag', house.replica.lagMs === null ? '–' : formatLag(house.replica.lagMs, language)],
    ['waiting', formatCount(house.nodes.reduce((sum, node) => sum + node.waiting, 0))],
    ['cache', formatShare(memcached, memcached + replica + primary)],
  ] as const;
  return (
    <dl
      aria-label={t('label')}
      className="grid grid-cols-2 gap-x-6 gap-y-3 border-y border-line py-3 sm:grid-cols-3 lg:grid-cols-6"
    >
      {figures.map(([name, value]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="type-dense text-ink-2">{t(name)}</dt>
          <dd className="type-price-m nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
