'use client';

import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { type LotChange, lotChanges } from '@/lib/api/v1/lot-changes';
import { useLot } from '@/lib/live/hooks';
import { callApi } from '../api/call-api';
import { useTermWords } from '../house/acts/term-words';
import { Instant } from '../ui/instant';

const ROLES = ['clock', 'clerk', 'auctioneer', 'admin'] as const;

/** Other lots may move this one's close many times (SFT6): it is asked for at most this often. */
const ASK_APART_MS = 10_000;

/**
 * What the house changed, asked for again when the lot changed and no bid did it. The stages of a lot that a
 * clerk calls are no terms: of that one a new look at the page tells.
 */
function useChanges(lotId: number, initial: readonly LotChange[]) {
  const [changes, setChanges] = useState(initial);
  const lot = useLot(lotId);
  const byNoBid = lot && !lot.saleroom ? lot.version - lot.bidCount : 0;
  const asked = useRef({ byNoBid, atMs: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (asked.current.byNoBid === byNoBid) return;
    let isHere = true;
    async function ask() {
      asked.current = { byNoBid, atMs: performance.now() };
      const path = `/api/v1/lots/${lotId}/changes`;
      const answer = await callApi({ method: 'GET', path, answer: lotChanges });
      if (isHere && answer.ok) setChanges(answer.value.items);
    }
    const restMs = Math.max(0, asked.current.atMs + ASK_APART_MS - performance.now());
    const timer = setTimeout(ask, restMs);
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [byNoBid, lotId]);
  return changes;
}

/** What the house changed of what bidders go by (TRM2): when, in which role, from what to what. */
export function HouseChanges(props: {
  lotId: number;
  initial: readonly LotChange[];
  currency: string;
}) {
  const t = useTranslations('lot');
  const acts = useTranslations('house.acts');
  const { nameOf, wordsOf } = useTermWords(props.currency);
  const changes = useChanges(props.lotId, props.initial);
  if (changes.length === 0) return null;
  const told = (term: string, value: unknown) => (value === null ? '' : wordsOf(term, value));
  return (
    <>
      <h2 className="pt-6 type-label text-ink-2">{t('changes')}</h2>
      <ol className="type-body">
        {changes.map((change) => {
          const role = ROLES.find((one) => one === change.by);
          return (
            <li key={change.entry} data-change={change.entry} className="border-b border-line py-2">
              <p className="text-ink-2">
                <Instant ms={Date.parse(change.at)} shape="seconds" /> ·{' '}
                {acts(`kinds.${change.kind}`, { paddle: 0 })} ·{' '}
                {role ? acts(`roles.${role}`) : change.by}
              </p>
              {change.terms.map(({ term, isSecret, before, after }) => (
                <p key={term} className="nums">
                  {nameOf(term)}:{' '}
                  {isSecret
                    ? t('changedSecret')
                    : [told(term, before), wordsOf(term, after)].filter(Boolean).join(' → ')}
                </p>
              ))}
            </li>
          );
        })}
      </ol>
    </>
  );
}
