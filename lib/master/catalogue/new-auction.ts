import type { CreateAuction } from '../../api/v1/auctions';
import { DEFAULT_SOFT_CLOSE } from '../../auction/state';
import {
  EBAY_US,
  HOUSE_GBP,
  LADDER_BANDS_MAX,
  type Ladder,
  parseLadder,
} from '../../auction/terms/ladder';
import type { NewAuctionRow } from '../../db/auction-insert';
import { isCurrency } from '../../shared/money';
import { type Charges, parseCharges } from '../../shared/premium';
import { ok, type Result } from '../../shared/result';
import { slugOf } from '../../shared/slug';
import { refuseField, type Trouble } from '../trouble';

const LADDERS: Record<'house' | 'ebay-us', Ladder> = { house: HOUSE_GBP, 'ebay-us': EBAY_US };

/** 25 % up to 10,000.00, 20 % above, and 20 % tax on the premium, unless a sale says otherwise. */
const DEFAULT_CHARGES: Charges = {
  premium: {
    tiers: [
      { upToMinor: 1_000_000, rateBp: 2_500 },
      { upToMinor: null, rateBp: 2_000 },
    ],
  },
  tax: { rateBp: 2_000, on: 'premium' },
};

const DEFAULT_TERMS = {
  en:
    'A bid is binding. The premium and tax shown before you confirm are added to the hammer price. ' +
    'The house may refuse a registration.',
  zh: '出价具有约束力。确认前所示佣金及税费另加于落槌价。本行有权拒绝报名。',
};

function chargesOf(given: CreateAuction['charges']): Result<Charges, Trouble> {
  if (!given) return ok(DEFAULT_CHARGES);
  const parsed = parseCharges({ premium: { tiers: given.premium }, tax: given.tax });
  if (parsed.ok) return parsed;
  const { kind, tier } = parsed.error;
  const at = tier === null ? '/charges' : `/charges/premium/${tier}`;
  return refuseField(at, `${kind}: tiers ascend, and only the last has no upper end`);
}

function ladderOf(given: CreateAuction['ladder']): Result<NewAuctionRow['ladder'], Trouble> {
  if (typeof given === 'string') return ok({ name: given, bands: LADDERS[given] });
  const parsed = parseLadder(given);
  if (parsed.ok) return ok({ name: 'own', bands: parsed.value });
  const { kind, band } = parsed.error;
  const at = band === null ? '/ladder' : `/ladder/${band}`;
  return refuseField(
    at,
    `${kind}: at most ${LADDER_BANDS_MAX} bands that ascend from 0, with steps above 0`,
  );
}

/** Checks what no schema sees (INC, PRM1, currency, times) and fills in the house's defaults. */
export function newAuction(
  wanted: CreateAuction,
  by: { houseId: number; userId: string },
): Result<NewAuctionRow, Trouble> {
  if (!isCurrency(wanted.currency)) {
    return refuseField('/currency', 'must be a currency that the house sells in');
  }
  const ladder = ladderOf(wanted.ladder);
  if (!ladder.ok) return ladder;
  const charges = chargesOf(wanted.charges);
  if (!charges.ok) return charges;
  const opensAtMs = wanted.opensAt ? Date.parse(wanted.opensAt) : null;
  const closesAtMs = wanted.closesAt ? Date.parse(wanted.closesAt) : null;
  if (opensAtMs !== null && closesAtMs !== null && closesAtMs <= opensAtMs) {
    return refuseField('/closesAt', 'must be later than opensAt');
  }
  return ok({
    houseId: by.houseId,
    createdBy: by.userId,
    slug: slugOf(wanted.title.en),
    currency: wanted.currency,
    ladder: ladder.value,
    approval: wanted.approval,
    depositMinor: wanted.depositMinor,
    staleBid: wanted.staleBid,
    editPolicy: wanted.editPolicy,
    charges: charges.value,
    softClose: wanted.softClose === undefined ? DEFAULT_SOFT_CLOSE : wanted.softClose,
    cascade: wanted.cascade,
    opensAtMs,
    closesAtMs,
    title: wanted.title,
    description: wanted.description ?? { en: '', zh: '' },
    terms: wanted.terms ?? DEFAULT_TERMS,
  });
}
