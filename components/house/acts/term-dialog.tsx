'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { HouseLotView } from '@/lib/api/v1/house-acts';
import { useStyle } from '../../shell/use-style';
import { type FieldFault, refusedFields } from '../form/faults';
import { readTerm, type TermName, valuesOfTerm } from '../form/term-values';
import { OrderDialog } from './order-dialog';
import { TermFields } from './term-fields';
import { useTermWords } from './term-words';

/** One term with its new value; sent with what was seen of it, so that nobody's change is undone unseen. */
export function TermDialog(props: {
  lot: PublicLot;
  view: HouseLotView;
  term: TermName;
  onClose: () => void;
  onDone: () => void;
}) {
  const { lot, term, onClose } = props;
  const t = useTranslations('house.acts');
  const { timeZone } = useStyle();
  const { wordsOf, mayChange, nameOf } = useTermWords(lot.currency);
  // What was seen when the dialog opened, whatever happens behind it.
  const [view] = useState(props.view);
  const style = { currency: lot.currency, timeZone };
  const [values, setValues] = useState(() => valuesOfTerm(term, view.terms, style));
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const change = view.changes.find((one) => one.term === term);
  return (
    <OrderDialog
      title={t('changeTitle', { term: nameOf(term) })}
      confirm={t('save')}
      look="primary"
      needsReason={view.stage !== 'scheduled'}
      order={() => {
        const terms = readTerm(term, values, style);
        setFaults(terms.ok ? [] : terms.error);
        if (!terms.ok) return null;
        const body = { terms: terms.value, seen: { [term]: view.terms[term] } };
        return { method: 'PATCH', path: `/api/v1/lots/${lot.id}/terms`, body };
      }}
      onRefused={({ problem }) =>
        setFaults(
          refusedFields(problem).map((fault) => ({
            ...fault,
            field: fault.field.replace('terms.', ''),
          })),
        )
      }
      onClose={onClose}
      onDone={props.onDone}
    >
      <p className="type-body">
        {t('nowIs', { value: wordsOf(term, view.terms[term]) })} {change ? mayChange(change) : null}
      </p>
      <TermFields
        term={term}
        currency={lot.currency}
        values={values}
        faults={faults}
        onChange={setValues}
      />
    </OrderDialog>
  );
}
