import { type ChangeableTerms, changeableTerms, type HouseLotView } from '@/lib/api/v1/house-acts';
import { isCurrency, majorText } from '@/lib/shared/money';
import { ok, type Result } from '@/lib/shared/result';
import { checked, createFieldReader, type FieldFault, type FieldReader } from './faults';
import { toLocalInput } from './local-time';
import { NEW_SELLING, readSelling, type SellingValues, valuesOfSelling } from './selling-values';
import {
  minutesText,
  NEW_SOFT_CLOSE,
  readSoftClose,
  type SoftCloseValues,
  valuesOfSoftClose,
} from './soft-close-values';

/** A term of a lot that the house can change. */
export type TermName = keyof ChangeableTerms;

/** One band of a ladder as typed, in major units. */
export interface BandValues {
  fromMinor: string;
  stepMinor: string;
}

/** What the form of one term holds: texts as typed. Only the part of its term is read. */
export interface TermValues {
  /** Of a term that is one text. */
  text: string;
  ladder: readonly BandValues[];
  softClose: SoftCloseValues;
  selling: SellingValues;
}

/** In what the texts are written. */
interface TermStyle {
  currency: string;
  timeZone: string;
}

const EMPTY: TermValues = {
  text: '',
  ladder: [],
  softClose: NEW_SOFT_CLOSE,
  selling: NEW_SELLING,
};

const SECOND_MS = 1_000;

/** What the form of a term starts with: the term as it was seen. */
export function valuesOfTerm(
  term: TermName,
  terms: HouseLotView['terms'],
  { currency, timeZone }: TermStyle,
): TermValues {
  const amount = (minor: number | null) =>
    minor === null || !isCurrency(currency) ? '' : majorText(minor, currency);
  const withText = (text: string) => ({ ...EMPTY, text });
  switch (term) {
    case 'startMinor':
    case 'reserveMinor':
      return withText(amount(terms[term]));
    case 'opensAt':
    case 'closesAt':
      return withText(toLocalInput(Date.parse(terms[term]), timeZone));
    case 'closeGraceMs':
      return withText(String(terms[term] / SECOND_MS));
    case 'ladder': {
      const ladder = terms.ladder.map(({ fromMinor, stepMinor }) => ({
        fromMinor: amount(fromMinor),
        stepMinor: amount(stepMinor),
      }));
      return { ...EMPTY, ladder };
    }
    case 'softClose':
      return { ...EMPTY, softClose: valuesOfSoftClose(terms.softClose, timeZone) };
    case 'selling': {
      const texts = { amount, minutes: minutesText };
      return { ...EMPTY, selling: valuesOfSelling(terms.selling, texts) };
    }
    default:
      return withText(terms[term] ?? '');
  }
}

/** Seconds to milliseconds; none is a number of them too. */
function readSeconds(field: string, text: string, read: FieldReader): number | undefined {
  if (/^\d{1,2}(?:\.\d{1,3})?$/.test(text.trim())) return Math.round(+text * SECOND_MS);
  read.faults.push({ field, kind: 'seconds' });
  return undefined;
}

/** Bands from 0 on, each beginning after the one before (INC). */
function readLadder(bands: readonly BandValues[], read: FieldReader, currency: string) {
  let lastMinor = -1;
  return bands.map(({ fromMinor, stepMinor }, at) => {
    const field = `ladder.${at}.fromMinor`;
    const isZero = /^0+(?:\.0*)?$/.test(fromMinor.trim());
    const from = isZero ? 0 : read.amount(field, fromMinor, currency);
    const isNext = from !== undefined && (at === 0 ? from === 0 : from > lastMinor);
    if (from !== undefined && !isNext) {
      read.faults.push({ field, kind: at === 0 ? 'bandsFromZero' : 'bands' });
    }
    lastMinor = from ?? lastMinor;
    const step = read.amount(`ladder.${at}.stepMinor`, stepMinor, currency);
    return { fromMinor: from, stepMinor: step };
  });
}

function readValue(
  term: TermName,
  { text, ladder, softClose, selling }: TermValues,
  { currency, timeZone }: TermStyle,
  read: FieldReader,
): unknown {
  switch (term) {
    case 'startMinor':
      return read.amount(term, text, currency);
    case 'reserveMinor':
      return text.trim() === '' ? null : read.amount(term, text, currency);
    case 'opensAt':
    case 'closesAt':
      return read.instant(term, text, timeZone);
    case 'closeGraceMs':
      return readSeconds(term, text, read);
    case 'ladder':
      return readLadder(ladder, read, currency);
    case 'softClose':
      return readSoftClose(softClose, read, timeZone);
    case 'selling':
      return readSelling(selling, read, currency);
    case 'sellerEmail':
      return text.trim() === '' ? null : text.trim();
    default:
      return text;
  }
}

/** The term as a request says it, or what is wrong, by paths such as `ladder.0.stepMinor`. */
export function readTerm(
  term: TermName,
  values: TermValues,
  style: TermStyle,
): Result<ChangeableTerms, readonly FieldFault[]> {
  const read = createFieldReader();
  const value = readValue(term, values, style, read);
  // A field that may be left out of a request may not be left empty here.
  if (value === undefined && read.faults.length === 0) {
    read.faults.push({ field: term, kind: 'required' });
  }
  const body = checked(changeableTerms, { [term]: value }, read);
  return body.ok ? ok(body.value) : body;
}
