import { divideHalfUp, type Minor, mulDiv } from './money';
import { err, ok, type Result } from './result';

/**
 * A slice of the hammer price up to `upToMinor` (null: all above) and its rate in basis points (1
 * % = 100).
 */
export interface PremiumTier {
  readonly upToMinor: Minor | null;
  readonly rateBp: number;
}

/** The buyer's premium: marginal tiers in ascending order, the last without an upper end (PRM1). */
export interface Premium {
  readonly tiers: readonly PremiumTier[];
}

/** Tax on the premium alone or on hammer and premium both, in basis points (PRM1). */
export interface Tax {
  readonly rateBp: number;
  readonly on: 'premium' | 'both';
  /** Rounded once for each lot, or once on the invoice's sum; missing: by lot. */
  readonly rounded?: 'lot' | 'invoice' | undefined;
}

/** What a sale adds to the hammer price; stored with the auction. */
export interface Charges {
  readonly premium: Premium;
  readonly tax: Tax;
}

/** What a buyer pays beside the hammer price, and in all. */
export interface Cost {
  readonly premiumMinor: Minor;
  readonly taxMinor: Minor;
  readonly totalMinor: Minor;
}

const BP = 10_000;
/** Most tiers a premium may have. */
const TIERS_MAX = 16;

/**
 * The premium on a hammer price: the tiers' parts summed exactly, then rounded once, half up
 * (PRM1).
 */
export function premiumOn(hammerMinor: Minor, premium: Premium): Minor {
  let sum = 0n;
  let fromMinor = 0;
  for (const { upToMinor, rateBp } of premium.tiers) {
    if (hammerMinor <= fromMinor) break;
    const endMinor = upToMinor === null ? hammerMinor : Math.min(hammerMinor, upToMinor);
    sum += BigInt(endMinor - fromMinor) * BigInt(rateBp);
    fromMinor = endMinor;
  }
  return divideHalfUp(sum, BigInt(BP));
}

const taxedMinor = (hammerMinor: Minor, premiumMinor: Minor, tax: Tax): Minor =>
  tax.on === 'both' ? hammerMinor + premiumMinor : premiumMinor;

/**
 * What one lot costs at a hammer price (PRM1): premium rounded once, tax on it (or on both)
 * rounded once, half up. The confirm step shows the total. Also right for a bid not yet made.
 */
export function costOf(lot: { hammerMinor: Minor } & Charges): Cost {
  const { hammerMinor, tax } = lot;
  const premiumMinor = premiumOn(hammerMinor, lot.premium);
  const taxMinor = mulDiv(taxedMinor(hammerMinor, premiumMinor, tax), tax.rateBp, BP);
  return { premiumMinor, taxMinor, totalMinor: hammerMinor + premiumMinor + taxMinor };
}

/**
 * What several lots of one buyer cost (PRM1). Premiums are rounded by lot; the tax by lot, or once
 * on the invoice's sum, as the sale says.
 */
export function costOfInvoice(invoice: { hammersMinor: readonly Minor[] } & Charges): Cost {
  const { hammersMinor, premium, tax } = invoice;
  const lots = hammersMinor.map((hammerMinor) => ({
    hammerMinor,
    ...costOf({ hammerMinor, premium, tax }),
  }));
  const sum = (part: (lot: (typeof lots)[number]) => Minor) =>
    lots.reduce((total, lot) => total + part(lot), 0);
  const hammerMinor = sum((lot) => lot.hammerMinor);
  const premiumMinor = sum((lot) => lot.premiumMinor);
  const taxMinor =
    tax.rounded === 'invoice'
      ? mulDiv(taxedMinor(hammerMinor, premiumMinor, tax), tax.rateBp, BP)
      : sum((lot) => lot.taxMinor);
  return { premiumMinor, taxMinor, totalMinor: hammerMinor + premiumMinor + taxMinor };
}

/** Why charges are refused, with the index of the tier at fault. */
export interface ChargesProblem {
  readonly kind: 'not-charges' | 'bad-rate' | 'not-ascending' | 'no-open-tier';
  readonly tier: number | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** A rate in whole basis points, 0…100 %. */
const isRate = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= BP;

function parseTiers(json: readonly unknown[]): Result<PremiumTier[], ChargesProblem> {
  const tiers: PremiumTier[] = [];
  for (const [tier, value] of json.entries()) {
    if (!isRecord(value)) return err({ kind: 'not-charges', tier });
    const { upToMinor, rateBp } = value;
    if (!isRate(rateBp)) return err({ kind: 'bad-rate', tier });
    const isLast = tier === json.length - 1;
    if (isLast !== (upToMinor === null)) return err({ kind: 'no-open-tier', tier });
    if (upToMinor !== null) {
      const fromMinor = tiers.at(-1)?.upToMinor ?? 0;
      const ascends = Number.isSafeInteger(upToMinor) && Number(upToMinor) > fromMinor;
      if (!ascends) return err({ kind: 'not-ascending', tier });
    }
    tiers.push({ upToMinor: upToMinor === null ? null : Number(upToMinor), rateBp });
  }
  return ok(tiers);
}

/**
 * Reads a sale's charges from JSON: tiers ascending, exactly the last open-ended; rates 0…100 %.
 */
export function parseCharges(json: unknown): Result<Charges, ChargesProblem> {
  if (!isRecord(json) || !isRecord(json.premium) || !isRecord(json.tax)) {
    return err({ kind: 'not-charges', tier: null });
  }
  const { tiers: rows } = json.premium;
  const { rateBp, on, rounded } = json.tax;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > TIERS_MAX) {
    return err({ kind: 'not-charges', tier: null });
  }
  const tiers = parseTiers(rows);
  if (!tiers.ok) return tiers;
  if (!isRate(rateBp)) return err({ kind: 'bad-rate', tier: null });
  if (on !== 'premium' && on !== 'both') return err({ kind: 'not-charges', tier: null });
  if (rounded !== undefined && rounded !== 'lot' && rounded !== 'invoice') {
    return err({ kind: 'not-charges', tier: null });
  }
  const tax: Tax = { rateBp, on, ...(rounded !== undefined && { rounded }) };
  return ok({ premium: { tiers: tiers.value }, tax });
}
