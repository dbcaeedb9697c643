'use client';

import type { ChangeEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { SelectField, TextField } from '../../ui/field';
import { SellingInput } from '../editor/selling-fields';
import type { FieldFault } from '../form/faults';
import { SELLING_FORMS } from '../form/selling-values';
import { SoftCloseFields } from '../form/soft-close-fields';
import type { TermName, TermValues } from '../form/term-values';
import { LadderFields } from './ladder-fields';
import { useTermWords } from './term-words';

type Changed = ChangeEvent<HTMLInputElement | HTMLSelectElement>;

const CHOICES = { staleBid: ['accept', 'confirm'], offLadder: ['keep', 'round-down'] } as const;

const isTime = (term: TermName) => term === 'opensAt' || term === 'closesAt';
const isChoice = (term: TermName): term is keyof typeof CHOICES => Object.hasOwn(CHOICES, term);

interface TermFieldsProps {
  term: TermName;
  currency: string;
  values: TermValues;
  /** What is wrong, by path such as `ladder.0.stepMinor`. */
  faults: readonly FieldFault[];
  onChange: (values: TermValues) => void;
}

/** The fields of one term, whatever it is made of. */
export function TermFields(props: TermFieldsProps) {
  const { term, currency, values, onChange } = props;
  const errorOf = useErrors(props);
  switch (term) {
    case 'ladder':
      return (
        <LadderFields
          currency={currency}
          bands={values.ladder}
          errorOf={errorOf}
          onChange={(ladder) => onChange({ ...values, ladder })}
        />
      );
    case 'softClose': {
      const { softClose } = values;
      return (
        <SoftCloseFields
          mode={softClose.mode}
          field={(name) => ({
            dense: true,
            error: errorOf(name === 'mode' ? 'softClose' : `softClose.${name}`),
            value: softClose[name],
            onChange: ({ target }: Changed) =>
              onChange({ ...values, softClose: { ...softClose, [name]: target.value } }),
          })}
        />
      );
    }
    case 'selling': {
      const { selling } = values;
      return SELLING_FORMS[selling.format].fields.map((name) => (
        <SellingInput
          key={name}
          name={name}
          currency={currency}
          field={{
            dense: true,
            error: errorOf(`selling.${name}`),
            value: selling[name],
            onChange: ({ target }: Changed) =>
              onChange({ ...values, selling: { ...selling, [name]: target.value } }),
          }}
        />
      ));
    }
    default:
      return <OneText {...props} term={term} error={errorOf(term)} />;
  }
}

/** What is wrong with a field, in the reader's words. */
function useErrors({ faults, term, currency }: TermFieldsProps) {
  const words = useTranslations('house.faults');
  const { nameOf } = useTermWords(currency);
  return (field: string): string | undefined => {
    const fault = faults.find((one) => one.field === field);
    return fault && words(fault.kind, { field: nameOf(term), max: fault.max ?? 0 });
  };
}

type PlainTerm = Exclude<TermName, 'ladder' | 'softClose' | 'selling'>;

/** Hints of terms that may be left empty, or are written in a unit. */
const HINTS: Partial<Record<PlainTerm, 'emptyReserve' | 'emptySeller' | 'inSeconds'>> = {
  reserveMinor: 'emptyReserve',
  sellerEmail: 'emptySeller',
  closeGraceMs: 'inSeconds',
};

function OneText(props: TermFieldsProps & { term: PlainTerm; error: string | undefined }) {
  const { term, values, onChange } = props;
  const t = useTranslations('house.acts');
  const { wordsOf, nameOf } = useTermWords(props.currency);
  const change = ({ target }: Changed) => onChange({ ...values, text: target.value });
  const hint = HINTS[term];
  if (isChoice(term)) {
    return (
      <SelectField label={nameOf(term)} value={values.text} onChange={change}>
        {CHOICES[term].map((choice) => (
          <option key={choice} value={choice}>
            {wordsOf(term, choice)}
          </option>
        ))}
      </SelectField>
    );
  }
  return (
    <TextField
      label={nameOf(term)}
      hint={hint && t(hint)}
      error={props.error}
      type={isTime(term) ? 'datetime-local' : term === 'sellerEmail' ? 'email' : 'text'}
      inputMode={isTime(term) || term === 'sellerEmail' ? undefined : 'decimal'}
      autoComplete="off"
      value={values.text}
      onChange={change}
    />
  );
}
