'use client';

import { useTranslations } from 'use-intl/react';
import type { Operations } from '@/lib/api/v1/operations';
import { useStyle } from '../shell/use-style';
import { formatCount, formatLag, formatShare } from './amounts';
import { type Line, layOut, type MapPart, PART_WIDTH } from './map-layout';

/** The line rules of LOOK 1 as strokes. */
const EDGE: Record<Line, string> = {
  live: 'stroke-live-fill',
  stale: 'stroke-stale [stroke-dasharray:8_5]',
  absent: 'stroke-line-strong [stroke-dasharray:0.1_6] [stroke-linecap:round]',
};
const PART: Record<Line, string> = { ...EDGE, live: 'stroke-ink' };

/** What stands below a part's name. */
function useDetail(house: Operations): (part: MapPart) => string {
  const t = useTranslations('operations.map');
  const { language } = useStyle();
  const { memcached, replica, primary } = house.fetches;
  const all = memcached + replica + primary;
  return (part) => {
    if (part.line === 'absent') return t('absent');
    if (part.connections !== null) {
      return t('connections', { count: formatCount(part.connections) });
    }
    if (part.line === 'stale' && part.kind !== 'replica') return t('down');
    if (part.waiting !== null && part.waiting > 0) {
      return t('waiting', { waiting: formatCount(part.waiting) });
    }
    if (part.lagMs !== null && part.lagMs > 0) {
      return t('lag', { lag: formatLag(part.lagMs, language) });
    }
    if (part.kind === 'memcached') return t('hits', { share: formatShare(memcached, all) });
    if (part.kind === 'master' && part.name === house.master.name) {
      return t('lanes', { lanes: house.lanes.lanes });
    }
    return t('current');
  };
}

/** The way of a bid as a drawing; the list below says the same in words and numbers. */
export function ProcessMapView({ house }: { house: Operations }) {
  const t = useTranslations('operations.map');
  const detail = useDetail(house);
  const map = layOut(house);
  const alive = map.parts.filter(({ line }) => line === 'live').length;
  return (
    <svg
      viewBox={`-8 0 ${map.width + 8} ${map.height}`}
      role="img"
      aria-label={t('alt', { alive, all: map.parts.length })}
      className="w-full max-w-[68rem] fill-none max-md:hidden"
    >
      {map.edges.map((edge) => (
        <path
          key={edge.key}
          d={edge.path}
          strokeWidth={3}
          className={EDGE[edge.line]}
          data-edge={edge.line}
        />
      ))}
      {map.parts.map((part) => (
        <g key={part.key} data-part={part.line}>
          <path
            d={`M${part.x} ${part.y}h${PART_WIDTH}`}
            strokeWidth={3}
            className={PART[part.line]}
          />
          <text x={part.x} y={part.y + 21} className="type-label fill-ink">
            {part.name ?? t(part.kind)}
          </text>
          <text x={part.x} y={part.y + 39} className="type-dense fill-ink-2 tabular-nums">
            {detail(part)}
          </text>
        </g>
      ))}
    </svg>
  );
}
