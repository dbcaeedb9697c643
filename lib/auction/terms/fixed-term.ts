import type { HouseRole, TermName } from '../state';

/**
 * How far a lot has come as far as its terms go: not yet open; open, with no bid that stands; with one;
 * ended. In this order, but a cancelled bid or a reopening may lead back.
 */
export type TermsStage = 'scheduled' | 'unbid' | 'bid' | 'ended';

/** Who changes a term. */
export type TermActor = 'clock' | HouseRole;

/**
 * How a term may change: in any way; only so that bidders reach it more easily (RES4); or, a close, with
 * what is left as notice for those who watch (SFT4).
 */
export type ChangeWay = 'any' | 'eased' | 'with-notice';

/** Why a term cannot be changed so, and from when to when, how and by whom it could (LED3). */
export interface FixedTerm {
  readonly field: TermName;
  readonly rule: string;
  /**
   * From which stage to which it may change at all: the present one, where only the way or the role was
   * wrong. Null is never.
   */
  readonly allowed: {
    readonly from: TermsStage;
    readonly to: TermsStage;
    readonly way: ChangeWay;
    readonly by: readonly TermActor[];
  } | null;
}
