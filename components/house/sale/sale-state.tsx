'use client';

import { useTranslations } from 'use-intl/react';
import type { PublicAuction } from '@/lib/api/public-lot';
import { useAuction, useLiveStatus } from '@/lib/live/hooks';
import type { RuleTexture } from '@/lib/page/panel/rule-texture';
import { Rule } from '../../ui/rule';

const TEXTURES: Record<PublicAuction['state'], RuleTexture> = {
  draft: 'dotted',
  published: 'dotted',
  live: 'solid',
  ended: 'final',
};

/** A sale's state on a dense row: its line and its word, as they are now. */
export function SaleState(props: { id: number; rendered: PublicAuction['state']; live: boolean }) {
  const t = useTranslations('house.states');
  const { freshness } = useLiveStatus();
  const known = useAuction(props.id)?.state;
  const state = known ?? props.rendered;
  const isUnproven = state === 'live' && !(props.live && freshness === 'live');
  return (
    <span className="flex items-center gap-2" data-sale-state={state}>
      <Rule texture={isUnproven ? 'stale' : TEXTURES[state]} className="w-10 -mb-1" />
      {t(state)}
    </span>
  );
}
