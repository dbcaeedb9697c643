import { isAmount, type Minor } from '../../shared/money';
import { err, ok, type Result } from '../../shared/result';
import type { BidFact } from '../fact';
import { type Refusal, refusal } from '../refusal';
import type { Leader, LotOf, LotTermsOf } from '../state';
import type { TermsProblem } from '../terms/terms-problem';
import type { AdmittedPurchase, Format } from './format';
import { standing } from './proxy-bid';
import { proxyFormat } from './proxy-format';
import { askOf, reserveStatus } from './proxy-price';

type English = LotOf<'english'>;

const ascending = proxyFormat(1);

/** Whoever buys at once pays no less than the start, and no less than the seller's reserve. */
function problems({ selling, startMinor, reserveMinor }: LotTermsOf<'english'>): TermsProblem[] {
  const { buyNowMinor } = selling;
  if (buyNowMinor === null) return [];
  if (!isAmount(buyNowMinor)) return [{ field: 'selling', kind: 'bad-amount' }];
  const leastMinor = Math.max(startMinor, reserveMinor ?? 0);
  return buyNowMinor < leastMinor ? [{ field: 'selling', kind: 'buy-now-too-low' }] : [];
}

/** On offer until the first bid, or where there is a reserve until that is met (BUY1). */
function offerOf({ selling, reserveMinor, book }: English): Minor | null {
  const isOn =
    reserveMinor === null
      ? book.leader === null
      : reserveStatus(1, { reserveMinor, priceMinor: book.priceMinor }) === 'not-met';
  return isOn ? selling.buyNowMinor : null;
}

/** The buyer names the price they saw, which must be the one on offer; no reserve is above it. */
function buyNow(lot: English, purchase: AdmittedPurchase): Result<readonly BidFact[], Refusal> {
  const offerMinor = offerOf(lot);
  if (offerMinor === null || purchase.amountMinor !== offerMinor) {
    const details = { askMinor: askOf(1, standing(lot)) };
    const now = offerMinor === null ? details : { ...details, leastMinor: offerMinor };
    return err(refusal('not-on-offer', now));
  }
  const { registrationId, userId, paddle, hasPriority } = purchase.bidder;
  const leader: Leader = {
    registrationId,
    userId,
    paddle,
    maxMinor: offerMinor,
    kind: 'exact',
    hasPriority,
  };
  const before = lot.book.leader?.registrationId ?? null;
  const version = lot.version + 1;
  const bought: BidFact = {
    kind: 'bidAccepted',
    version,
    outcome: 'leading',
    bidKind: 'exact',
    registrationId,
    paddle,
    maxMinor: offerMinor,
    priceMinor: offerMinor,
    leader,
    displacedRegistrationId: before === registrationId ? null : before,
    public: true,
  };
  return ok(lot.reserveMinor === null ? [bought] : [bought, { kind: 'reserveMet', version }]);
}

/** The ascending lot: the highest limit wins (PRX1–8), unless somebody buys it at once (BUY1). */
export const english: Format<'english'> = {
  ...ascending,
  problems,
  buyNow,
  publicPrice(lot) {
    const buyNowMinor = offerOf(lot);
    const shown = ascending.publicPrice(lot);
    return buyNowMinor === null ? shown : { ...shown, buyNowMinor };
  },
};
