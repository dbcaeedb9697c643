'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import type { Operations } from '@/lib/api/v1/operations';
import { formatTime } from '@/lib/page/format';
import type { ApiTrouble } from '../api/call-api';
import { useTroubleWords } from '../api/use-trouble-words';
import { useStyle } from '../shell/use-style';
import { Glyph } from '../ui/glyph';
import { Rule } from '../ui/rule';
import { formatLag } from './amounts';
import { type Concern, concernsOf } from './concerns';

const LOOKS = {
  down: { glyph: 'danger', tone: 'text-danger' },
  behind: { glyph: 'stale', tone: 'text-stale' },
  note: { glyph: null, tone: 'text-ink' },
} as const;

/** A concern in words. */
function useConcernWords(): (concern: Concern) => string {
  const t = useTranslations('operations.concerns');
  const style = useStyle();
  return (concern) => {
    const { kind, name = '', lagMs = 0, sinceMs = 0, count = 0, state = '' } = concern;
    const lag = formatLag(lagMs, style.language);
    const at = formatTime(sinceMs, 'seconds', style);
    return t(kind, { name, lag, wait: lag, waiting: count, count, restarts: count, at, state });
  };
}

/** The worst thing in words, first on the page; then whatever else is wrong. */
export function WorstThing(props: { house: Operations; trouble: ApiTrouble | null }) {
  const { house, trouble } = props;
  const t = useTranslations('operations');
  const words = useConcernWords();
  const troubleWords = useTroubleWords();
  const style = useStyle();
  const concerns = concernsOf(house);
  const [worst, ...others] = concerns;
  const at = formatTime(Date.parse(house.at), 'secondsZone', style);
  const weight = trouble ? 'down' : (worst?.weight ?? null);
  const isFine = weight === null;
  const glyph = weight === null ? 'live' : LOOKS[weight].glyph;
  const headline = trouble
    ? t('concerns.no-answer', { at, why: troubleWords(trouble) })
    : worst
      ? words(worst)
      : t('fine');
  const also = trouble ? concerns : others;
  return (
    <section>
      <Rule texture={trouble ? 'stale' : 'solid'} />
      <div role="status" className="pt-2">
        <p className="type-price-m flex items-baseline gap-3" data-worst={worst?.kind ?? 'fine'}>
          {glyph ? (
            <span className={isFine ? 'text-live' : LOOKS[weight].tone}>
              <Glyph name={glyph} />
            </span>
          ) : null}
          <span className={clsx(weight === 'down' && 'text-danger')}>{headline}</span>
        </p>
        {also.length > 0 ? (
          <ul aria-label={t('more')} className="pt-2">
            {also.map((concern) => (
              <li
                key={`${concern.kind} ${concern.name ?? ''}`}
                className="type-body flex items-baseline gap-2 text-ink-2"
              >
                {words(concern)}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <p className="type-dense nums pt-2 text-ink-3">
        {t('asOf', { at, master: house.master.name, epoch: house.epoch })}
      </p>
    </section>
  );
}
