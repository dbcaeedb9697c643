'use client';

import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { useLiveStatus } from '@/lib/live/hooks';
import type { RuleTexture } from '@/lib/page/panel/rule-texture';
import { Countdown } from '../ui/countdown';
import { Instant } from '../ui/instant';
import { Rule } from '../ui/rule';

const TEXTURES: Record<PublicLot['state'], RuleTexture> = {
  scheduled: 'dotted',
  open: 'solid',
  held: 'hold',
  sold: 'final',
  passed: 'final',
  withdrawn: 'final',
};

/** The line of a lot for those who take no side: state and freshness (LOOK 1; final before stale). */
export function useLotTexture(lot: PublicLot): RuleTexture {
  const { freshness } = useLiveStatus();
  const texture = TEXTURES[lot.state];
  return freshness !== 'live' && (texture === 'solid' || texture === 'dotted') ? 'stale' : texture;
}

/** A lot's state on one dense row: its line, its word, and the time that matters. */
export function LotState({ lot }: { lot: PublicLot }) {
  const t = useTranslations('house');
  const texture = useLotTexture(lot);
  return (
    <span className="flex items-center gap-2" data-state={lot.state}>
      <Rule texture={texture} className="-mb-1 w-6 sm:w-16" />
      <span>{t(`phases.${lot.state}`)}</span>
      {lot.state === 'open' ? <Countdown untilMs={lot.closesAtMs} className="text-ink-2" /> : null}
      {lot.state === 'scheduled' ? (
        <Instant ms={lot.opensAtMs} shape="time" className="text-ink-2" />
      ) : null}
      {lot.state === 'sold' && lot.leaderPaddle !== null ? (
        <span className="text-ink-2 max-sm:hidden">
          {t('catalogue.toPaddle', { paddle: lot.leaderPaddle })}
        </span>
      ) : null}
    </span>
  );
}
