'use client';

import { useTranslations } from 'use-intl/react';
import type { Operations } from '@/lib/api/v1/operations';
import type { RuleTexture } from '@/lib/page/panel/rule-texture';
import { useStyle } from '../shell/use-style';
import { Rule } from '../ui/rule';
import { formatCount, formatLag } from './amounts';
import { type ProcessRow, processRows } from './process-rows';

const TEXTURES: Record<ProcessRow['state'], RuleTexture> = {
  running: 'solid',
  down: 'stale',
  silent: 'stale',
  absent: 'dotted',
  unknown: 'dotted',
};

const HEAD = 'px-2 first:pl-0 py-2 font-semibold whitespace-nowrap';
const CELL = 'h-8 px-2 first:pl-0 nums';

const HEADS = [
  ['name', 'text-left'],
  ['state', 'text-left'],
  ['lag', 'text-right'],
  ['sent', 'text-right max-sm:hidden'],
  ['acknowledged', 'text-right max-sm:hidden'],
  ['resent', 'text-right max-md:hidden'],
  ['waiting', 'text-right'],
  ['connections', 'text-right max-sm:hidden'],
  ['watched', 'text-right max-md:hidden'],
  ['address', 'text-right max-lg:hidden'],
  ['pid', 'text-right max-lg:hidden'],
] as const;

/** Every process with its state and lag, and what each node was told and acknowledged. */
export function ProcessTable({ house }: { house: Operations }) {
  const t = useTranslations('operations.table');
  const { language } = useStyle();
  const lag = (ms: number | null) => (ms === null ? '' : formatLag(ms, language));
  const count = (value: number | undefined) => (value === undefined ? '' : formatCount(value));
  return (
    <div>
      <table className="w-full border-collapse type-dense">
        <thead>
          <tr className="border-b border-line-strong text-ink-2">
            {HEADS.map(([name, more]) => (
              <th key={name} scope="col" className={`${HEAD} ${more}`}>
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {processRows(house).map(({ name, state, lagMs, node, port, pid }) => (
            <tr key={name} data-process={name} className="border-b border-line">
              <th scope="row" className={`${CELL} text-left font-semibold`}>
                {name}
              </th>
              <td className={CELL}>
                <span className="flex items-center gap-2">
                  <Rule texture={TEXTURES[state]} className="w-10 -mb-1" />
                  {t(state)}
                </span>
              </td>
              <td className={`${CELL} text-right`}>{lag(lagMs)}</td>
              <td className={`${CELL} text-right max-sm:hidden`}>{count(node?.sent)}</td>
              <td className={`${CELL} text-right max-sm:hidden`}>{count(node?.acknowledged)}</td>
              <td className={`${CELL} text-right max-md:hidden`}>{count(node?.resent)}</td>
              <td className={`${CELL} text-right`}>{count(node?.waiting)}</td>
              <td className={`${CELL} text-right max-sm:hidden`}>
                {count(node?.gauges.connections)}
              </td>
              <td className={`${CELL} text-right max-md:hidden`}>
                {count(node?.gauges.watchedLots)}
              </td>
              <td className={`${CELL} text-right text-ink-2 max-lg:hidden`}>{port}</td>
              <td className={`${CELL} text-right text-ink-2 max-lg:hidden`}>{pid}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="type-dense pt-2 text-ink-3">
        {t('hint', { master: house.master.name })} {house.bus && t('bus', heardOnBus(house))}
      </p>
    </div>
  );
}

/** What went over the bus, and how many of the nodes hear it there. */
function heardOnBus({ bus, nodes }: Operations) {
  const alive = nodes.filter((node) => node.alive);
  return {
    published: formatCount(bus?.published ?? 0),
    hear: alive.filter(({ via }) => via === 'bus').length,
    all: alive.length,
  };
}
