import type { Minor } from '../shared/money';
import type { SeenLot } from './house/clerk-order';
import type { LiveStage, LotPhase } from './state';
import type { FixedTerm } from './terms/fixed-term';
import type { TermsProblem } from './terms/terms-problem';

/**
 * Every way a command is refused, with the rule that refuses it (LED3). The kinds are stable: they
 * are problem types, ledger codes and translation keys.
 */
export const REFUSAL_RULES = {
  /** Not a whole amount of 1…10¹³. */
  'bad-amount': 'MNY1',
  /** Bidding has not begun, is on hold or has ended; `phase` says which. */
  'lot-not-open': 'STA1',
  /** Received at or after the close. */
  'too-late': 'CLS1',
  /** Received in time but decided beyond the grace: neither taken nor late. */
  undecided: 'G6',
  /** By the lot's seller or its house. */
  'own-lot': 'REG3',
  'not-registered': 'REG1',
  'not-approved': 'REG1',
  /** The auction wants a deposit first. */
  'deposit-missing': 'REG4',
  /** More at stake in the auction than the bidder's limit allows; `mostMinor` is what it leaves. */
  'over-limit': 'REG2',
  'below-ask': 'PRX1',
  /** An exact bid made on an ask that has moved, in a sale that wants it confirmed. */
  'ask-moved': 'STL1',
  /** An exact bid that names no ask, in such a sale. */
  'ask-not-named': 'STL1',
  /** The leader's own max is already as high. */
  'raise-too-low': 'PRX4',
  /** The leader may only raise their max. */
  'leader-exact': 'PRX7',
  /** The lot cannot be bought at once, or not at that price: `leastMinor` is the one on offer. */
  'not-on-offer': 'BUY1',
  /** This way of selling has no bids before the opening. */
  'no-absentee-bids': 'ABS1',
  /** No whole number of units, or several of a lot that has one. */
  'bad-units': 'MUL2',
  /** It takes no fewer units than are left. */
  'too-few-left': 'MUL2',
  /** A secret limit, where a bid is an offer. */
  'no-max': 'OFR1',
  /** A reserve that pages know, or that there is not. */
  'already-told': 'DUT2',
  /** What only another format knows. */
  'wrong-format': 'FMT1',
  /** The clock came too early. */
  'not-due': 'CLS5',
  /** The house asked for what this phase does not allow. */
  'wrong-phase': 'STA1',
  'bad-terms': 'STA1',
  /** Not these terms, not now or not by them; `fixed` says which, and when they could. */
  'term-fixed': 'TRM1',
  /** An act of the house that needs a reason came without one. */
  'needs-why': 'TRM2',
  /** A close moved so near that bidders would have no notice; `earliestAtMs` would do. */
  'too-soon': 'SFT4',
  /** No bid stands under that entry. */
  'no-such-bid': 'RET1',
  'already-paid': 'CLS3',
  /** The next lot is up: another person of the house has to agree. */
  'needs-second': 'CLS3',
  /** A lot of this format is not taken up again. */
  'not-reopened': 'CLS3',
  /** An order of a clerk to a lot that goes by the clock. */
  'not-clerked': 'LIV1',
  /** The clock's affair, or an end that names nobody, where a clerk calls the lot. */
  'by-clerk-only': 'LIV1',
  /** Not at this stage; `stage` says which. */
  'wrong-stage': 'LIV1',
  /** Decided on what is no longer so; `now` says what is. */
  'stale-order': 'LIV1',
  /** The room leads and nobody of it was named, or somebody was although a paddle leads. */
  'buyer-unclear': 'LIV1',
  'nothing-to-undo': 'LIV1',
  /** A bid after the hammer. */
  'after-hammer': 'LIV1',
  /** No whole step, or the one that is asked already. */
  'bad-increment': 'INC2',
  /** The hammer would give no sale: nobody bid, or the reserve is not met. */
  'not-to-be-sold': 'CLS2',
  /** There is a bid and the reserve is met or none: to be sold, or withdrawn. */
  'to-be-sold': 'CLS2',
} as const;

/** See `REFUSAL_RULES`. */
export type RefusalKind = keyof typeof REFUSAL_RULES;

/** Why a command was refused, and what would have been accepted (LED3). Changes nothing. */
export interface Refusal {
  readonly kind: RefusalKind;
  readonly rule: (typeof REFUSAL_RULES)[RefusalKind];
  /** The public ask now. */
  readonly askMinor?: Minor;
  /**
   * The least amount that this bidder could bid in this way now (a leader: as a max). For a leader
   * it tells of their own max: it is for them alone. Absent where no amount would do.
   */
  readonly leastMinor?: Minor;
  /** The most this bidder could bid in this way (`over-limit`); for them alone. Absent: nothing. */
  readonly mostMinor?: Minor;
  /** How many units there still are (`too-few-left`). */
  readonly unitsLeft?: number;
  readonly phase?: LotPhase;
  /** When bidding begins or began (`lot-not-open`). */
  readonly opensAtMs?: number;
  /** The close it missed (`too-late`, `undecided`). */
  readonly closesAtMs?: number;
  /** From when the clock may do it (`not-due`). */
  readonly dueAtMs?: number;
  /** The earliest close that would do (`too-soon`). */
  readonly earliestAtMs?: number;
  readonly problems?: readonly TermsProblem[];
  /** Terms that cannot be changed so (`term-fixed`). */
  readonly fixed?: readonly FixedTerm[];
  readonly stage?: LiveStage;
  /** What the clerk should have seen (`stale-order`). */
  readonly now?: SeenLot;
}

/** Makes a refusal; the rule follows from the kind. */
export const refusal = (
  kind: RefusalKind,
  details: Omit<Refusal, 'kind' | 'rule'> = {},
): Refusal => ({ kind, rule: REFUSAL_RULES[kind], ...details });
