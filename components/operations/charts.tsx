'use client';

import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Operations } from '@/lib/api/v1/operations';
import { formatCount } from './amounts';
import { Chart } from './chart';
import { chartRows, type Reading } from './series';

const READINGS: Record<string, Reading> = {
  accepted: ({ bids }) => bids,
  refused: ({ refused }) => refused,
  p50: ({ bidP50Ms }) => bidP50Ms,
  p99: ({ bidP99Ms }) => bidP99Ms,
  lag: ({ replicaLagMs }) => replicaLagMs,
  connections: ({ connections }) => connections,
  waiting: ({ waiting }) => waiting,
  errors: ({ errors }) => errors,
};

/** The house over the last five minutes. */
export function Charts({ house }: { house: Operations }) {
  const t = useTranslations('operations.charts');
  const { history, at } = house;
  const rows = useMemo(() => chartRows(history, Date.parse(at), READINGS), [history, at]);
  const shared = { rows, format: formatCount };
  return (
    <div className="grid gap-x-8 gap-y-6 md:grid-cols-2 lg:grid-cols-3">
      <Chart
        {...shared}
        title={t('wait')}
        lines={[
          { name: 'p99', label: t('p99') },
          { name: 'p50', label: t('p50'), dash: '6 4' },
        ]}
      />
      <Chart
        {...shared}
        title={t('bids')}
        lines={[
          { name: 'accepted', label: t('accepted') },
          { name: 'refused', label: t('refused'), dash: '2 3' },
        ]}
      />
      <Chart {...shared} title={t('lag')} lines={[{ name: 'lag', label: t('lagSeries') }]} />
      <Chart
        {...shared}
        title={t('connections')}
        lines={[{ name: 'connections', label: t('connectionsSeries') }]}
      />
      <Chart
        {...shared}
        title={t('waiting')}
        lines={[{ name: 'waiting', label: t('waitingSeries') }]}
      />
      <Chart
        {...shared}
        title={t('errors')}
        lines={[{ name: 'errors', label: t('errorsSeries') }]}
      />
    </div>
  );
}
