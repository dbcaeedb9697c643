import type { ProblemKind } from '../../api/problem';
import type { PublicLot } from '../../api/public-lot';
import type { MyBid, WishKind } from '../../api/v1/bids';
import type { RegistrationView } from '../../api/v1/registrations';
import type { PageFreshness } from '../../sync/page-freshness';
import type { ClockPhase } from './clock-phase';
import type { RuleTexture } from './rule-texture';
import type { Standing } from './standing';
import type { Submission, Units } from './submission';

/** Everything the panel depends on. */
export interface PanelInputs {
  /** Where the price falls by itself its ask is what is asked now (`askAt`). */
  lot: PublicLot;
  isSignedIn: boolean;
  registration: Pick<RegistrationView, 'status' | 'paddle' | 'deposit'> | null;
  /** The amount of the reader's last accepted bid on this lot; null without one. */
  myMaxMinor: number | null;
  /** What of the lot is the reader's; null: that is not known. */
  won: MyBid['won'];
  freshness: PageFreshness;
  clock: ClockPhase;
  submission: Submission;
}

/** The row of LOOK 5 that leads; also written on the panel for tests. */
export type PanelName =
  | 'not-signed-in'
  | 'not-registered'
  | 'pending'
  | 'not-approved'
  | 'deposit-missing'
  | 'not-open'
  | 'can-bid'
  | 'setting-max'
  | 'confirming'
  | 'submitting'
  | 'unknown'
  | 'price-moved'
  | 'refused'
  | 'winning'
  | 'offered'
  | 'bought'
  | 'outbid'
  | 'stale'
  | 'time-up'
  | 'sold-to-you'
  | 'sold-to-other'
  | 'passed'
  | 'withdrawn'
  | 'on-hold';

/** What the action row offers. `amountMinor` of a bid is the exact amount on the button. */
export type PanelAction =
  | { kind: 'sign-in' }
  | { kind: 'register' }
  | {
      kind: 'bid';
      amountMinor: number;
      blocked: boolean;
      canSetMax: boolean;
      /** What the lot can be bought for at once (BUY1); null: that is not on offer. */
      buyNowMinor: number | null;
    }
  /** A maximum can be left before the opening; who left one can leave another (ABS1). */
  | { kind: 'leave'; hasLeft: boolean }
  /** An offer can be made, or another in its place (OFR1). */
  | { kind: 'offer'; blocked: boolean; hasOffered: boolean }
  | { kind: 'enter-offer'; leastMinor: number; units: { left: number } | null }
  /** The price of now can be taken (DUT1). */
  | { kind: 'buy'; amountMinor: number; blocked: boolean; units: { left: number } | null }
  | { kind: 'raise' }
  /** A leader must go beyond their own limit, even below the ask (PRX4). Where bids go down: the most. */
  | { kind: 'enter-max'; leastMinor: number; isRaise: boolean; isDown: boolean }
  | { kind: 'confirm'; bidKind: WishKind; amountMinor: number; units: Units | null }
  | { kind: 'sending'; amountMinor: number; doubtful: boolean }
  | { kind: 'review'; bidKind: WishKind; amountMinor: number; units: Units | null }
  | { kind: 'check-now' }
  /** The list of the reader's own bids says what stands. */
  | { kind: 'check-bids'; isSignInNeeded: boolean }
  | { kind: 'next-lot' }
  | { kind: 'none' };

/** All that the panel draws. */
export interface PanelState {
  name: PanelName;
  standing: Standing;
  rule: RuleTexture;
  action: PanelAction;
  /** The price is not proven: no confident figure (LOOK 11.15). */
  isPriceStale: boolean;
  /** The amount whose total is shown below the action; null shows none. */
  costOfMinor: number | null;
  /** What the reader would be paid for it (REV1), with nothing added; null where the winner pays. */
  paidMinor: number | null;
  /** What is bid is a limit, and the price another's: it may cost less, or more be paid. */
  isCostMost: boolean;
  problem: ProblemKind | null;
  /** The id of the rule that refused; null too where none did. */
  refusedBy: string | null;
  /** The amount of a bid whose fate is open; null too while its bidder is not signed in. */
  unknownMinor: number | null;
}
