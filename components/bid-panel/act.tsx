'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Messages } from '@/lib/page/messages';
import { Button } from '../ui/button';

type Verb = keyof Messages['panel']['action'];

/** The label of something that can be done, for a link. */
export function Word({ word, children }: { word: Verb; children: (label: string) => ReactNode }) {
  const t = useTranslations('panel.action');
  return children(t(word, { amount: '' }));
}

/** Something that can be done, as a button of the panel. */
export function Act(props: {
  word: Verb;
  amount?: string;
  look?: 'primary' | 'secondary';
  blocked?: boolean;
  reasonId?: string;
  onPress: () => void;
}) {
  const t = useTranslations('panel.action');
  return (
    <Button
      look={props.look ?? 'primary'}
      size="bid"
      blocked={props.blocked ?? false}
      aria-describedby={props.blocked ? props.reasonId : undefined}
      onClick={props.onPress}
      data-act={props.word}
      className="nums"
    >
      {t(props.word, { amount: props.amount ?? '' })}
    </Button>
  );
}
