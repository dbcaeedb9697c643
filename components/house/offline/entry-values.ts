import type { CatalogueField, CatalogueFields } from '@/lib/api/v1/catalogue';
import { CATALOGUE_SCHEMA } from '@/lib/api/v1/catalogue';
import type { CreateLot } from '@/lib/api/v1/lots';
import { clientKeyOf, type LocalEntry, type NewLotTerms } from '@/lib/offline/local-entry';
import { ok, type Result } from '@/lib/shared/result';
import { isSameValue } from '@/lib/sync/field-edits';
import type { FieldFault } from '../form/faults';
import { toLocalInput } from '../form/local-time';
import { type LotValues, readItemPatch, readNewLot, typed } from '../form/lot-values';
import { valuesOfSelling } from '../form/selling-values';

const EMPTY = { en: '', zh: '' };

/** A new lot's parts, apart: what may change later, and what may not. */
export interface EntryChange {
  fields: CatalogueFields;
  terms?: NewLotTerms;
}

/** All fields of an entry; what it does not say is empty. */
export const wholeFields = (fields: CatalogueFields) => ({
  title: fields.title ?? EMPTY,
  description: fields.description ?? EMPTY,
  condition: fields.condition ?? EMPTY,
  notice: fields.notice ?? EMPTY,
  estimateLowMinor: fields.estimateLowMinor ?? null,
  estimateHighMinor: fields.estimateHighMinor ?? null,
  pictures: fields.pictures ?? [],
});

/** A request for a new lot, as an entry keeps it. */
export function entryOfLot(lot: CreateLot): Required<EntryChange> {
  const { title, description, condition, notice, pictures } = lot;
  const { estimateLowMinor, estimateHighMinor } = lot;
  const { selling, startMinor, reserveMinor, opensAt, closesAt, sellerEmail } = lot;
  const texts = { title, description, condition, notice };
  return {
    fields: wholeFields({
      ...texts,
      pictures,
      estimateLowMinor: estimateLowMinor ?? null,
      estimateHighMinor: estimateHighMinor ?? null,
    } as CatalogueFields),
    terms: {
      ...{ selling, startMinor, reserveMinor, opensAt },
      ...(closesAt && { closesAt }),
      ...(sellerEmail && { sellerEmail }),
    },
  };
}

/** What the form of an entry holds: texts as a person types them. */
export function valuesOfEntry(
  entry: LocalEntry,
  by: { currency: string; timeZone: string },
): LotValues {
  const fields = wholeFields(entry.fields);
  const { terms } = entry;
  const time = (instant: string | undefined) =>
    instant ? toLocalInput(Date.parse(instant), by.timeZone) : '';
  return {
    ...fields,
    estimateLowMinor: typed(fields.estimateLowMinor, by.currency),
    estimateHighMinor: typed(fields.estimateHighMinor, by.currency),
    selling: valuesOfSelling(terms?.selling, {
      amount: (amountMinor) => typed(amountMinor, by.currency),
      minutes: (ms) => String(ms / 60_000),
    }),
    startMinor: typed(terms?.startMinor ?? null, by.currency),
    reserveMinor: typed(terms?.reserveMinor ?? null, by.currency),
    opensAt: time(terms?.opensAt),
    closesAt: time(terms?.closesAt),
    sellerEmail: terms?.sellerEmail ?? '',
  };
}

/** What a person changed of an entry; null when nothing, or what is wrong with it. */
export function readEntry(
  values: LotValues,
  entry: LocalEntry,
  by: { currency: string; timeZone: string },
): Result<EntryChange | null, readonly FieldFault[]> {
  const clientKey = clientKeyOf(entry.key);
  if (entry.terms && clientKey) {
    const read = readNewLot(values, { ...by, clientKey });
    return read.ok ? ok(entryOfLot(read.value)) : read;
  }
  const item = { version: 0, ...wholeFields(entry.fields) };
  const read = readItemPatch(values, { item, currency: by.currency });
  if (!read.ok) return read;
  return ok(read.value && { fields: read.value as CatalogueFields });
}

/** One field with what it was, is here and is there. */
export interface FieldDifference {
  field: CatalogueField;
  mine: unknown;
  theirs: unknown;
  /** Which side alone changed it since both were the same; null when both did. */
  changedBy: 'mine' | 'theirs' | null;
}

/** The fields of a conflict that are not the same on both sides. */
export function differencesOf(entry: LocalEntry): FieldDifference[] {
  if (entry.trouble?.kind !== 'conflict') return [];
  const base = wholeFields(entry.base?.fields ?? {});
  const mine = wholeFields(entry.fields);
  const theirs = wholeFields(entry.trouble.theirs.fields);
  return CATALOGUE_SCHEMA.fields
    .filter((field) => !isSameValue(mine[field], theirs[field]))
    .map((field) => {
      const isMine = isSameValue(theirs[field], base[field]);
      const isTheirs = isSameValue(mine[field], base[field]);
      const changedBy = isMine ? 'mine' : isTheirs ? 'theirs' : null;
      return { field, mine: mine[field], theirs: theirs[field], changedBy };
    });
}
