import {
  type AuctionView,
  type CreateAuction,
  createAuction,
  type PatchAuction,
  patchAuction,
} from '@/lib/api/v1/auctions';
import { isCurrency, majorText } from '@/lib/shared/money';
import { ok, type Result } from '@/lib/shared/result';
import { checked, createFieldReader, type FieldFault, type FieldReader } from './faults';
import { NEW_SOFT_CLOSE, readSoftClose, type SoftCloseValues } from './soft-close-values';

/** What may be changed of a sale once it is made. */
export interface SaleTexts {
  title: { en: string; zh: string };
  description: { en: string; zh: string };
  terms: { en: string; zh: string };
  approval: 'auto' | 'manual';
  /** Blank: none. */
  depositMinor: string;
  editPolicy: 'server-wins' | 'merge-fields' | 'ask';
}

/** What the form of a new sale holds: texts as typed. Paths are those of the request. */
export interface SaleValues extends SaleTexts {
  currency: string;
  ladder: 'house' | 'ebay-us';
  charges: {
    premium: { upToMinor: string; rateBp: string }[];
    tax: { rateBp: string; on: 'premium' | 'both'; rounded: 'lot' | 'invoice' };
  };
  softClose: SoftCloseValues;
  /** How the closes of its lots hang together (SFT6). */
  cascade: { mode: 'none' | 'sequence' | 'group'; intervalMs: string };
  staleBid: 'accept' | 'confirm';
  opensAt: string;
  closesAt: string;
}

const EMPTY = { en: '', zh: '' };

/** A new sale with the defaults of the house. */
export const NEW_SALE: SaleValues = {
  title: EMPTY,
  description: EMPTY,
  terms: EMPTY,
  approval: 'auto',
  editPolicy: 'ask',
  currency: 'GBP',
  ladder: 'house',
  charges: {
    premium: [
      { upToMinor: '10,000', rateBp: '25' },
      { upToMinor: '', rateBp: '20' },
    ],
    tax: { rateBp: '20', on: 'premium', rounded: 'lot' },
  },
  softClose: NEW_SOFT_CLOSE,
  cascade: { mode: 'none', intervalMs: '1' },
  staleBid: 'accept',
  depositMinor: '',
  opensAt: '',
  closesAt: '',
};

/** The texts of a sale that exists. */
export const textsOfSale = (sale: AuctionView): SaleTexts => ({
  title: sale.title,
  description: sale.description,
  terms: sale.terms,
  approval: sale.approval,
  depositMinor:
    sale.depositMinor === null || !isCurrency(sale.currency)
      ? ''
      : majorText(sale.depositMinor, sale.currency),
  editPolicy: sale.editPolicy,
});

const isBlank = (text: { en: string; zh: string }) =>
  text.en.trim() === '' && text.zh.trim() === '';

function readCharges(values: SaleValues, read: FieldReader) {
  const { premium, tax } = values.charges;
  const last = premium.length - 1;
  return {
    premium: premium.map((tier, index) => {
      const at = `charges.premium.${index}`;
      const rateBp = read.rate(`${at}.rateBp`, tier.rateBp);
      if (index === last) return { upToMinor: null, rateBp };
      return { upToMinor: read.amount(`${at}.upToMinor`, tier.upToMinor, values.currency), rateBp };
    }),
    tax: {
      rateBp: read.rate('charges.tax.rateBp', tax.rateBp),
      on: tax.on,
      rounded: tax.rounded,
    },
  };
}

/** Marginal tiers must ascend (PRM1). */
function markTiers(charges: ReturnType<typeof readCharges>, read: FieldReader) {
  let fromMinor = 0;
  for (const [index, { upToMinor }] of charges.premium.entries()) {
    if (upToMinor === null || upToMinor === undefined) continue;
    const field = `charges.premium.${index}.upToMinor`;
    if (upToMinor <= fromMinor) read.faults.push({ field, kind: 'tiers' });
    fromMinor = upToMinor;
  }
}

function readCascade({ cascade }: SaleValues, read: FieldReader) {
  const { mode, intervalMs } = cascade;
  if (mode !== 'sequence') return mode === 'none' ? null : { mode };
  return { mode, intervalMs: read.minutes('cascade.intervalMs', intervalMs) };
}

/** Blank: null, for none. */
const readDeposit = ({ depositMinor }: SaleTexts, currency: string, read: FieldReader) =>
  depositMinor.trim() === '' ? null : read.amount('depositMinor', depositMinor, currency);

/** A request for a new sale. */
export function readNewSale(
  values: SaleValues,
  timeZone: string,
): Result<CreateAuction, readonly FieldFault[]> {
  const read = createFieldReader();
  const charges = readCharges(values, read);
  markTiers(charges, read);
  const opensAt = read.instant('opensAt', values.opensAt, timeZone);
  const closesAt = read.instant('closesAt', values.closesAt, timeZone);
  if (opensAt && closesAt && closesAt <= opensAt) {
    read.faults.push({ field: 'closesAt', kind: 'closesFirst' });
  }
  const body = {
    title: values.title,
    ...(!isBlank(values.description) && { description: values.description }),
    ...(!isBlank(values.terms) && { terms: values.terms }),
    currency: values.currency,
    ladder: values.ladder,
    charges,
    softClose: readSoftClose(values.softClose, read, timeZone),
    cascade: readCascade(values, read),
    approval: values.approval,
    staleBid: values.staleBid,
    depositMinor: readDeposit(values, values.currency, read),
    editPolicy: values.editPolicy,
    opensAt,
    closesAt,
  };
  return checked(createAuction, body, read);
}

const CHANGEABLE = [
  'title',
  'description',
  'terms',
  'approval',
  'depositMinor',
  'editPolicy',
] as const satisfies readonly (keyof SaleTexts)[];

/** What was changed of a sale; null when nothing was. */
export function readSalePatch(
  values: SaleTexts,
  was: SaleTexts,
  currency: string,
): Result<PatchAuction | null, readonly FieldFault[]> {
  const changed = CHANGEABLE.filter(
    (field) => JSON.stringify(values[field]) !== JSON.stringify(was[field]),
  );
  if (changed.length === 0) return ok(null);
  const read = createFieldReader();
  const readOne = (field: keyof SaleTexts) =>
    field === 'depositMinor' ? readDeposit(values, currency, read) : values[field];
  const body = Object.fromEntries(changed.map((field) => [field, readOne(field)]));
  return checked(patchAuction, body, read);
}
