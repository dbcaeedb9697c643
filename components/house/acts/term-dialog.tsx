'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { HouseLotView } from '@/lib/api/v1/house-acts';
import { isCurrency, majorText } from '@/lib/shared/money';
import { useStyle } from '../../shell/use-style';
import { SelectField, TextField } from '../../ui/field';
import { createFieldReader } from '../form/faults';
import { toLocalInput } from '../form/local-time';
import { OrderDialog } from './order-dialog';
import { type TermName, useTermWords } from './term-words';

const CHOICES = { staleBid: ['accept', 'confirm'], offLadder: ['keep', 'round-down'] } as const;

const isTime = (term: TermName) => term === 'opensAt' || term === 'closesAt';
const isChoice = (term: TermName): term is keyof typeof CHOICES => Object.hasOwn(CHOICES, term);

/** One term with its new value; sent with what was seen of it, so that nobody's change is undone unseen. */
export function TermDialog(props: {
  lot: PublicLot;
  view: HouseLotView;
  term: TermName;
  onClose: () => void;
}) {
  const { lot, term, onClose } = props;
  const t = useTranslations('house.acts');
  const faults = useTranslations('house.faults');
  const { timeZone } = useStyle();
  const { wordsOf, mayChange, nameOf } = useTermWords(lot.currency);
  // What was seen when the dialog opened, whatever happens behind it.
  const [view] = useState(props.view);
  const seen = view.terms[term];
  const [text, setText] = useState(() => textOf());
  const [error, setError] = useState<string | null>(null);
  const change = view.changes.find((one) => one.term === term);
  const name = nameOf(term);

  function textOf(): string {
    if (seen === null) return '';
    if (isTime(term)) return toLocalInput(Date.parse(String(seen)), timeZone);
    if (typeof seen === 'number' && isCurrency(lot.currency)) return majorText(seen, lot.currency);
    return String(seen);
  }

  /** The new value; undefined where the text is none. An empty reserve is no reserve. */
  function read(): unknown {
    const reader = createFieldReader();
    const value = isChoice(term)
      ? text
      : isTime(term)
        ? reader.instant(term, text, timeZone)
        : reader.amount(term, text, lot.currency);
    const isNone = term === 'reserveMinor' && text.trim() === '';
    const [fault] = reader.faults;
    const kind = fault?.kind ?? (value === undefined && !isNone ? 'required' : null);
    setError(kind && faults(kind, { field: name, max: 0 }));
    return isNone ? null : value;
  }

  return (
    <OrderDialog
      title={t('changeTitle', { term: name })}
      confirm={t('save')}
      look="primary"
      needsReason={view.stage !== 'scheduled'}
      order={() => {
        const value = read();
        if (value === undefined) return null;
        const body = { terms: { [term]: value }, seen: { [term]: seen } };
        return { method: 'PATCH', path: `/api/v1/lots/${lot.id}/terms`, body };
      }}
      onClose={onClose}
      onDone={onClose}
    >
      <p className="type-body">
        {t('nowIs', { value: wordsOf(term, seen) })} {change ? mayChange(change) : null}
      </p>
      {isChoice(term) ? (
        <SelectField label={name} value={text} onChange={(event) => setText(event.target.value)}>
          {CHOICES[term].map((choice) => (
            <option key={choice} value={choice}>
              {wordsOf(term, choice)}
            </option>
          ))}
        </SelectField>
      ) : (
        <TextField
          label={name}
          hint={term === 'reserveMinor' ? t('emptyReserve') : undefined}
          error={error ?? undefined}
          type={isTime(term) ? 'datetime-local' : 'text'}
          inputMode={isTime(term) ? undefined : 'decimal'}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
    </OrderDialog>
  );
}
