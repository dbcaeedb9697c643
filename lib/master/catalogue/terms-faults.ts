import type { TermsProblem } from '../../auction/terms/terms-problem';
import type { FieldFault } from '../trouble';

/** Which field of a request for a lot a term came from, where that has another name. */
const FIELDS: Partial<Record<TermsProblem['field'], string>> = {
  opensAtMs: 'opensAt',
  closesAtMs: 'closesAt',
};

/** Which of the terms of a way of selling is at fault. */
const SELLING_FIELDS: Partial<Record<TermsProblem['kind'], string>> = {
  'buy-now-too-low': 'selling/buyNowMinor',
  'bad-units': 'selling/units',
  'bad-duration': 'selling/intervalMs',
};

/** What would be right. */
const WORDS: Record<TermsProblem['kind'], string> = {
  'bad-amount': 'must be an amount that this way of selling can go from or to',
  'bad-time': 'must be a time that fits the others',
  'bad-ladder': 'must have bands from 0 on, each with a step above 0',
  'bad-duration': 'must be a duration within the limits',
  'bad-count': 'must be a whole number from 1 on',
  'bad-units': 'must have a number of units within the limits',
  'unknown-currency': 'must be a currency that the house knows',
  'not-in-this-format': 'must be left out: it means nothing where lots are sold in this way',
  'buy-now-too-low': 'must have a price to buy at once that is not below the start or the reserve',
};

/** Terms that cannot stand, as faults of the request; `at` is where the lot stands in it. */
export const termsFaults = (problems: readonly TermsProblem[], at: string): FieldFault[] =>
  problems.map(({ field, kind }) => {
    const name = field === 'selling' ? SELLING_FIELDS[kind] : FIELDS[field];
    return { pointer: `${at}/${name ?? field}`, message: WORDS[kind] };
  });
