import { isAmount, type Minor } from '../../shared/money';
import { isUnits } from '../../shared/units';
import type { Sale } from '../fact';
import { type Refusal, refusal } from '../refusal';
import type { CommonTerms } from '../state';
import type { TermsProblem } from '../terms/terms-problem';
import type { AdmittedBid } from './format';

/** What a bid costs at the most. Exact up to the largest amount; beyond, it is none anyway (MNY1). */
export const costMinor = (units: number, amountMinor: Minor): Minor => units * amountMinor;

/**
 * Why a bid is no offer (OFR1): it names a secret limit, or an amount that is none or that comes to none
 * (MNY1). `leastMinor` is what would do.
 */
export function refusedOffer(bid: AdmittedBid, leastMinor: Minor): Refusal | null {
  const { bidKind, amountMinor, units } = bid;
  const wouldDo = { askMinor: leastMinor, leastMinor };
  if (bidKind === 'max') return refusal('no-max', wouldDo);
  const isOne = isAmount(amountMinor) && isAmount(costMinor(units, amountMinor));
  if (!isOne) return refusal('bad-amount', wouldDo);
  return amountMinor < leastMinor ? refusal('below-ask', wouldDo) : null;
}

/** No late offer moves a close (OFR1). */
export const softCloseProblems = ({ softClose }: CommonTerms): TermsProblem[] =>
  softClose === null ? [] : [{ field: 'softClose', kind: 'not-in-this-format' }];

/** How many units a lot has (MUL1, DUT1). */
export const unitsProblems = ({ units }: { readonly units: number }): TermsProblem[] =>
  isUnits(units) ? [] : [{ field: 'selling', kind: 'bad-units' }];

/** How many units were sold in all. */
export const unitsIn = (sales: readonly Pick<Sale, 'units'>[]): number =>
  sales.reduce((sum, { units }) => sum + units, 0);

/** Who won, where that is one paddle. */
export function solePaddle(sales: readonly Pick<Sale, 'paddle'>[]): number | null {
  const paddles = new Set(sales.map(({ paddle }) => paddle));
  const [paddle] = paddles;
  return paddles.size === 1 && paddle !== undefined ? paddle : null;
}
