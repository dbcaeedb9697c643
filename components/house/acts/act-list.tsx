'use client';

import { useTranslations } from 'use-intl/react';
import type { HouseLotView } from '@/lib/api/v1/house-acts';
import { Instant } from '../../ui/instant';
import { useTermWords } from './term-words';

const KINDS = [
  'opened',
  'sold',
  'passed',
  'withdrawn',
  'resumed',
  'termsSet',
  'cancelled',
  'reopened',
  'cascaded',
] as const;
const ROLES = ['clock', 'clerk', 'auctioneer', 'admin'] as const;

const oneOf = <T extends string>(known: readonly T[], text: string): T | null =>
  known.find((one) => one === text) ?? null;

/** What the house and the clock did to a lot: who, when, what and why (TRM2). */
export function ActList(props: { acts: HouseLotView['acts']; currency: string }) {
  const t = useTranslations('house.acts');
  const { wordsOf, nameOf } = useTermWords(props.currency);
  if (props.acts.length === 0) return <p className="type-dense text-ink-2">{t('noHistory')}</p>;
  return (
    <ol className="type-dense">
      {props.acts.map((act) => {
        const kind = oneOf(KINDS, act.kind);
        const role = oneOf(ROLES, act.by);
        const by = role ? t(`roles.${role}`) : act.by;
        return (
          <li key={act.entry} data-act-entry={act.entry} className="border-t border-line py-2">
            <p>
              {kind ? t(`kinds.${kind}`, { paddle: act.paddle ?? 0 }) : act.kind}
              {' · '}
              <span className="text-ink-2">
                {act.who ? `${act.who} (${by})` : by}
                {act.second ? ` · ${t('agreedBy', { who: act.second })}` : ''}
                {' · '}
                <Instant ms={Date.parse(act.at)} shape="seconds" />
              </span>
            </p>
            {act.changes.map(({ term, before, after }) => (
              <p key={term} className="nums">
                {nameOf(term)}: {wordsOf(term, before)} → {wordsOf(term, after)}
              </p>
            ))}
            {act.reason ? <p className="text-ink-2">“{act.reason}”</p> : null}
          </li>
        );
      })}
    </ol>
  );
}
