import type { z } from 'zod';
import type { Problem } from '@/lib/api/problem';
import { isCurrency, parseMajor } from '@/lib/shared/money';
import { err, ok, type Result } from '@/lib/shared/result';
import { fromLocalInput } from './local-time';

/** What is wrong with a field; a key below `house.faults` in the messages. */
export type FaultKind =
  | 'required'
  | 'tooLong'
  | 'amount'
  | 'rate'
  | 'minutes'
  | 'seconds'
  | 'count'
  | 'buyNowTooLow'
  | 'time'
  | 'closesFirst'
  | 'estimateOrder'
  | 'tiers'
  | 'bands'
  | 'bandsFromZero'
  | 'sellerUnknown'
  | 'past'
  | 'invalid';

/** One field at fault, by its path in the form, such as `title.en`. */
export interface FieldFault {
  field: string;
  kind: FaultKind;
  /** For `tooLong`: most characters. */
  max?: number;
}

/** Reads texts of a form into values of a request, gathering what is wrong. */
export interface FieldReader {
  faults: FieldFault[];
  /** Major units ("1,250.50") to minor; undefined for an empty text. */
  amount(field: string, text: string, currency: string): number | undefined;
  /** Percent to hundredths of a percent. */
  rate(field: string, text: string): number | undefined;
  /** Minutes to milliseconds. */
  minutes(field: string, text: string): number | undefined;
  /** How many of something. */
  count(field: string, text: string): number | undefined;
  /** A local time to ISO 8601; undefined for an empty text. */
  instant(field: string, text: string, timeZone: string): string | undefined;
}

/** A reader for one submission of a form. */
export function createFieldReader(): FieldReader {
  const faults: FieldFault[] = [];
  const wrong = (field: string, kind: FaultKind): undefined => {
    faults.push({ field, kind });
  };
  const decimal = (text: string) => (/^\d{1,9}(?:\.\d{1,2})?$/.test(text.trim()) ? +text : null);
  return {
    faults,
    amount(field, text, currency) {
      if (text.trim() === '') return undefined;
      const read = isCurrency(currency) ? parseMajor(text, currency) : null;
      return read?.ok ? read.value : wrong(field, 'amount');
    },
    rate(field, text) {
      const percent = decimal(text);
      if (percent === null || percent > 100) return wrong(field, 'rate');
      return Math.round(percent * 100);
    },
    minutes(field, text) {
      const minutes = decimal(text);
      const ms = minutes === null ? 0 : Math.round(minutes * 60_000);
      return ms >= 1_000 && ms <= 86_400_000 ? ms : wrong(field, 'minutes');
    },
    count(field, text) {
      return /^[1-9]\d{0,5}$/.test(text.trim()) ? Number(text) : wrong(field, 'count');
    },
    instant(field, text, timeZone) {
      if (text === '') return undefined;
      const atMs = fromLocalInput(text, timeZone);
      return atMs === null ? wrong(field, 'time') : new Date(atMs).toISOString();
    },
  };
}

function faultOf(issue: z.core.$ZodIssue): FieldFault {
  const field = issue.path.join('.');
  const isText = 'origin' in issue && issue.origin === 'string';
  if (issue.code === 'too_small' && isText) return { field, kind: 'required' };
  if (issue.code === 'custom' && field.endsWith('.en')) return { field, kind: 'required' };
  if (issue.code === 'too_big' && isText) {
    return { field, kind: 'tooLong', max: Number(issue.maximum) };
  }
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return { field, kind: 'required' };
  return { field, kind: /Minor$/.test(field) ? 'amount' : 'invalid' };
}

/** Holds a request against the API's own schema, after what the reader found (its faults come first). */
export function checked<S extends z.ZodType>(
  schema: S,
  body: unknown,
  reader: FieldReader,
): Result<z.infer<S>, readonly FieldFault[]> {
  const parsed = schema.safeParse(body);
  const known = new Set(reader.faults.map((fault) => fault.field));
  const more = parsed.success ? [] : parsed.error.issues.map(faultOf);
  const faults = [...reader.faults, ...more.filter((fault) => !known.has(fault.field))];
  if (faults.length > 0 || !parsed.success) return err(faults);
  return ok(parsed.data);
}

const REFUSED: [pointer: RegExp, kind: FaultKind][] = [
  [/^\/sellerEmail$/, 'sellerUnknown'],
  [/^\/closesAt$/, 'past'],
  [/^\/charges/, 'tiers'],
  [/^\/selling\/buyNowMinor$/, 'buyNowTooLow'],
  [/^\/selling\/units$/, 'count'],
  [/^\/selling\/intervalMs$/, 'minutes'],
  [/Minor$/, 'amount'],
];

/** What the house refused, as faults of the form: its JSON pointers are the form's paths. */
export const refusedFields = (problem: Problem | null): FieldFault[] =>
  (problem?.errors ?? []).map(({ pointer }) => ({
    field: pointer.slice(1).replaceAll('/', '.'),
    kind: REFUSED.find(([known]) => known.test(pointer))?.[1] ?? 'invalid',
  }));
