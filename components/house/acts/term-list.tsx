'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { HouseLotView } from '@/lib/api/v1/house-acts';
import { Button } from '../../ui/button';
import { SELLING_FORMS } from '../form/selling-values';
import type { TermName } from '../form/term-values';
import { TermDialog } from './term-dialog';
import { useTermWords } from './term-words';

/** The terms of a lot, and for each whether it may change now and why not (TRM1). */
export function TermList(props: {
  lot: PublicLot;
  view: HouseLotView;
  mayEdit: boolean;
  onChanged: () => void;
}) {
  const { lot, view, mayEdit } = props;
  const t = useTranslations('house.acts');
  const { wordsOf, mayChange, nameOf } = useTermWords(lot.currency);
  const [asked, setAsked] = useState<TermName | null>(null);
  const role = mayEdit ? 'auctioneer' : 'clerk';
  // The way of selling itself never changes, and some have no terms of their own.
  const hasFields = (term: TermName) =>
    term !== 'selling' || SELLING_FORMS[view.terms.selling.format].fields.length > 0;
  return (
    <>
      <ul className="type-dense">
        {view.changes.map((change) => {
          const { term, now } = change;
          const isMine = now?.by.includes(role) ?? false;
          return (
            <li
              key={term}
              data-term={term}
              className="flex min-h-10 items-center gap-x-3 border-t border-line py-1"
            >
              <span className="nums min-w-0 flex-1 whitespace-normal">
                {nameOf(term)}: {wordsOf(term, view.terms[term])}
                <span className="block text-ink-2">
                  {now && !isMine ? t('notByYou') : mayChange(change)}
                </span>
              </span>
              {isMine && hasFields(term) ? (
                <Button size="dense" look="quiet" onClick={() => setAsked(term)}>
                  {t('change')}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
      {asked ? (
        <TermDialog
          lot={lot}
          view={view}
          term={asked}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            props.onChanged();
          }}
        />
      ) : null}
    </>
  );
}
