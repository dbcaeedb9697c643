import type { Selling } from '@/lib/api/v1/selling';
import type { FieldReader } from './faults';

/** How a lot can be sold. */
export type SellingFormat = Selling['format'];

/** What the form holds of how a lot is sold: texts as typed, of all ways, so that none is lost. */
export interface SellingValues {
  format: SellingFormat;
  belowReserve: 'steps' | 'in-full';
  buyNowMinor: string;
  tie: 'first' | 'floor';
  units: string;
  stepMinor: string;
  /** In minutes. */
  intervalMs: string;
}

type FieldsOf<F extends SellingFormat> = keyof Omit<Extract<Selling, { format: F }>, 'format'>;

/** What the form asks for one way of selling, and what it does not ask. */
interface FormOf<F extends SellingFormat> {
  readonly fields: readonly (FieldsOf<F> & keyof SellingValues)[];
  /** What all other lots have. */
  readonly without: readonly ('reserveMinor' | 'closesAt')[];
}

/** Each way of selling with its part of the form; none is missing, by type. */
export const SELLING_FORMS: { readonly [F in SellingFormat]: FormOf<F> } = {
  english: { fields: ['belowReserve', 'buyNowMinor'], without: [] },
  reverse: { fields: ['belowReserve'], without: [] },
  live: { fields: ['tie'], without: [] },
  sealed: { fields: [], without: [] },
  vickrey: { fields: [], without: [] },
  'multi-unit': { fields: ['units'], without: ['reserveMinor'] },
  dutch: { fields: ['units', 'stepMinor', 'intervalMs'], without: ['closesAt'] },
};

/** Any field of `SELLING_FORMS`. */
export type SellingField = Exclude<keyof SellingValues, 'format'>;

/** An ascending lot by the clock. */
export const NEW_SELLING: SellingValues = {
  format: 'english',
  belowReserve: 'steps',
  buyNowMinor: '',
  tie: 'first',
  units: '1',
  stepMinor: '',
  intervalMs: '1',
};

/** How the lot is sold, as a request says it; what is wrong is gathered by `read`. */
export function readSelling(values: SellingValues, read: FieldReader, currency: string) {
  const { format } = values;
  const amount = (name: 'buyNowMinor' | 'stepMinor') =>
    read.amount(`selling.${name}`, values[name], currency);
  const readers: Record<SellingField, () => unknown> = {
    belowReserve: () => values.belowReserve,
    buyNowMinor: () => amount('buyNowMinor') ?? null,
    tie: () => values.tie,
    units: () => read.count('selling.units', values.units),
    stepMinor: () => amount('stepMinor'),
    intervalMs: () => read.minutes('selling.intervalMs', values.intervalMs),
  };
  const fields: readonly SellingField[] = SELLING_FORMS[format].fields;
  return { format, ...Object.fromEntries(fields.map((name) => [name, readers[name]()])) };
}

/** What the form holds of a request, each text written by `texts`. */
export function valuesOfSelling(
  selling: Selling | undefined,
  texts: { amount: (amountMinor: number | null) => string; minutes: (ms: number) => string },
): SellingValues {
  if (!selling) return NEW_SELLING;
  const values: SellingValues = { ...NEW_SELLING, format: selling.format };
  if ('belowReserve' in selling) values.belowReserve = selling.belowReserve;
  if ('buyNowMinor' in selling) values.buyNowMinor = texts.amount(selling.buyNowMinor);
  if ('tie' in selling) values.tie = selling.tie;
  if ('units' in selling) values.units = String(selling.units);
  if ('stepMinor' in selling) values.stepMinor = texts.amount(selling.stepMinor);
  if ('intervalMs' in selling) values.intervalMs = texts.minutes(selling.intervalMs);
  return values;
}
