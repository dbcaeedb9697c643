import type { WishKind } from '../../api/v1/bids';
import { type AmountFault, parseAmount } from '../../page/panel/parse-amount';
import { parseUnits } from '../../page/panel/parse-units';
import type { Units } from '../../page/panel/submission';
import { isContest } from '../../page/panel/way';
import { err, ok, type Result } from '../../shared/result';
import { bidBodyHash } from '../lanes/bid-body-hash';
import type { AbsenteeInput, BidInput, PurchaseInput } from '../lanes/lane-input';
import type { LotFacts } from './reads';

/** What a form asks for: a bid, a purchase (BUY1), or a limit for the opening (ABS1). */
export interface SentWish {
  bidKind: WishKind;
  amountMinor: number;
  /** The ask that an exact bid was made on (STL1). */
  seenMinor: number | null;
  /** Where bids can be for several (MUL2), or are no bids that go beyond each other. */
  units: Units | null;
}

/** What was typed, and what is wrong with it. */
export interface TypedWrong {
  text: string;
  fault: AmountFault | 'wrong-units';
}

const KINDS: ReadonlySet<string> = new Set<WishKind>(['exact', 'max', 'buy-now', 'left']);

/** Which wish a form says it is; whatever else it says is an exact bid. */
export function kindIn(form: URLSearchParams): WishKind {
  const kind = form.get('kind') ?? '';
  return KINDS.has(kind) ? (kind as WishKind) : 'exact';
}

/** Reads a form; `limit` is the least that would do, the most where bids go down. */
export function readWish(
  form: URLSearchParams,
  facts: LotFacts,
  limit: { leastMinor: number; isDown: boolean },
): Result<SentWish, TypedWrong> {
  const bidKind = kindIn(form);
  const text = form.get('amount') ?? '';
  const { currency } = facts.sale;
  const amount = parseAmount(text, currency, limit.leastMinor, limit.isDown);
  if (!amount.ok) return err({ text, fault: amount.error });
  const count = parseUnits(form.get('units') ?? '1');
  if (count === null) return err({ text, fault: 'wrong-units' });
  const leastUnits = form.get('all') === '1' ? count : 1;
  const seen = parseAmount(form.get('seen') ?? '', currency, 1);
  return ok({
    bidKind,
    amountMinor: amount.value,
    seenMinor: bidKind === 'exact' && seen.ok ? seen.value : null,
    units: isContest(facts.record.lot) ? null : { units: count, leastUnits },
  });
}

/** What goes into the lot's lane: the same, under the same key, as the API would put there (LED4). */
export function laneWish({ bidKind, amountMinor, seenMinor, units }: SentWish) {
  if (bidKind === 'buy-now' || bidKind === 'left') {
    const kind: (PurchaseInput | AbsenteeInput)['kind'] =
      bidKind === 'left' ? 'absentee-bid' : 'buy-now';
    return { kind, amountMinor, bodyHash: bidBodyHash({ wish: kind, amountMinor }) };
  }
  const seen = seenMinor === null ? {} : { seenAskMinor: seenMinor };
  const bodyHash = bidBodyHash({ amountMinor, kind: bidKind, ...seen, ...units });
  const bid: Pick<BidInput, 'kind' | 'bidKind'> = { kind: 'bid', bidKind };
  return { ...bid, amountMinor, ...seen, ...units, bodyHash };
}
