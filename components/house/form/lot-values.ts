import { type CreateLot, createLot, type PatchItem, patchItem } from '@/lib/api/v1/lots';
import { isCurrency, majorText } from '@/lib/shared/money';
import { ok, type Result } from '@/lib/shared/result';
import type { HouseLot } from '../house-lot';
import { checked, createFieldReader, type FieldFault, type FieldReader } from './faults';
import { toLocalInput } from './local-time';
import { NEW_SELLING, readSelling, SELLING_FORMS, type SellingValues } from './selling-values';

/** What the editor of a lot holds: texts as typed. Paths are those of the request. */
export interface LotValues {
  title: { en: string; zh: string };
  description: { en: string; zh: string };
  condition: { en: string; zh: string };
  notice: { en: string; zh: string };
  estimateLowMinor: string;
  estimateHighMinor: string;
  pictures: string[];
  selling: SellingValues;
  startMinor: string;
  reserveMinor: string;
  opensAt: string;
  closesAt: string;
  sellerEmail: string;
}

const EMPTY = { en: '', zh: '' };
const HOUR_MS = 3_600_000;

/** "1250" rather than "1250.00": what a person would type. */
export const typed = (amountMinor: number | null, currency: string): string =>
  amountMinor === null || !isCurrency(currency)
    ? ''
    : majorText(amountMinor, currency).replace(/\.0+$/, '');

/** A new lot: opens at the next full quarter of an hour, closes an hour later. */
export function newLotValues(at: { nowMs: number; timeZone: string }): LotValues {
  const quarterMs = HOUR_MS / 4;
  const opensAtMs = Math.ceil((at.nowMs + 60_000) / quarterMs) * quarterMs;
  return {
    title: EMPTY,
    description: EMPTY,
    condition: EMPTY,
    notice: EMPTY,
    estimateLowMinor: '',
    estimateHighMinor: '',
    pictures: [],
    selling: NEW_SELLING,
    startMinor: '',
    reserveMinor: '',
    opensAt: toLocalInput(opensAtMs, at.timeZone),
    closesAt: toLocalInput(opensAtMs + HOUR_MS, at.timeZone),
    sellerEmail: '',
  };
}

/** The values of a lot that exists. */
export function valuesOfLot(shown: HouseLot, timeZone: string): LotValues {
  const { item, lot } = shown;
  return {
    title: item.title,
    description: item.description,
    condition: item.condition,
    notice: item.notice,
    estimateLowMinor: typed(item.estimateLowMinor, lot.currency),
    estimateHighMinor: typed(item.estimateHighMinor, lot.currency),
    pictures: item.pictures,
    selling: { ...NEW_SELLING, format: lot.format },
    startMinor: typed(shown.startMinor, lot.currency),
    reserveMinor: typed(shown.reserveMinor, lot.currency),
    opensAt: toLocalInput(lot.opensAtMs, timeZone),
    closesAt: toLocalInput(lot.closesAtMs, timeZone),
    sellerEmail: '',
  };
}

const isBlank = (text: { en: string; zh: string }) =>
  text.en.trim() === '' && text.zh.trim() === '';

/** What no single field shows: said together with everything else that is wrong. */
function markOrder(
  lot: {
    estimateLowMinor: number | null | undefined;
    estimateHighMinor: number | null | undefined;
    opensAt?: string | undefined;
    closesAt?: string | undefined;
  },
  read: FieldReader,
) {
  const { estimateLowMinor: low, estimateHighMinor: high, opensAt, closesAt } = lot;
  if (low && high && low > high) {
    read.faults.push({ field: 'estimateHighMinor', kind: 'estimateOrder' });
  }
  if (opensAt && closesAt && closesAt <= opensAt) {
    read.faults.push({ field: 'closesAt', kind: 'closesFirst' });
  }
}

/** A request for a new lot; `clientKey` makes a repeated one harmless (EDT1). */
export function readNewLot(
  values: LotValues,
  by: { currency: string; timeZone: string; clientKey: string },
): Result<CreateLot, readonly FieldFault[]> {
  const read = createFieldReader();
  const money = (field: 'estimateLowMinor' | 'estimateHighMinor' | 'startMinor' | 'reserveMinor') =>
    read.amount(field, values[field], by.currency);
  const { without } = SELLING_FORMS[values.selling.format];
  const sellerEmail = values.sellerEmail.trim();
  const body = {
    title: values.title,
    ...(!isBlank(values.description) && { description: values.description }),
    ...(!isBlank(values.condition) && { condition: values.condition }),
    ...(!isBlank(values.notice) && { notice: values.notice }),
    estimateLowMinor: money('estimateLowMinor'),
    estimateHighMinor: money('estimateHighMinor'),
    pictures: values.pictures,
    selling: readSelling(values.selling, read, by.currency),
    startMinor: money('startMinor'),
    reserveMinor: without.includes('reserveMinor') ? null : (money('reserveMinor') ?? null),
    opensAt: read.instant('opensAt', values.opensAt, by.timeZone),
    ...(!without.includes('closesAt') && {
      closesAt: read.instant('closesAt', values.closesAt, by.timeZone),
    }),
    ...(sellerEmail !== '' && { sellerEmail }),
    clientKey: by.clientKey,
  };
  markOrder(body, read);
  return checked(createLot, body, read);
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What was changed of a lot's catalogue entry; null when nothing was. Bid state is never among it. */
export function readItemPatch(
  values: LotValues,
  was: { item: HouseLot['item']; currency: string },
): Result<PatchItem | null, readonly FieldFault[]> {
  const { item, currency } = was;
  const read = createFieldReader();
  const next = {
    title: values.title,
    description: values.description,
    condition: values.condition,
    notice: values.notice,
    estimateLowMinor: read.amount('estimateLowMinor', values.estimateLowMinor, currency) ?? null,
    estimateHighMinor: read.amount('estimateHighMinor', values.estimateHighMinor, currency) ?? null,
    pictures: values.pictures,
  };
  markOrder(next, read);
  const fields = Object.keys(next) as (keyof typeof next)[];
  const changed = fields.filter((field) => !isSame(next[field], item[field]));
  if (changed.length === 0 && read.faults.length === 0) return ok(null);
  const body = Object.fromEntries(changed.map((field) => [field, next[field]]));
  return checked(patchItem, body, read);
}
