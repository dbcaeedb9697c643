import type { SignedText } from '../../node-token/house-signer';
import type { PanelState } from '../../page/panel/panel-model';
import type { AmountFault } from '../../page/panel/parse-amount';
import type { Submission } from '../../page/panel/submission';

/** How far the reader is with a bid, and what is to be said of it. */
export interface Bidding {
  submission: Submission;
  /** Said above everything else, such as why a form was not taken. */
  notice: string | null;
  /** What the house signed to the bid just answered, to be kept (LED1). */
  receipt: SignedText | null;
  /** The token of the form that confirms or asks again. */
  token: string | null;
  /** The ask that a sent bid named; the same again when its form is asked again. */
  seenMinor: number | null;
  /** What was typed as a maximum, and what is wrong with it. */
  typed: { text: string; fault: AmountFault | 'wrong-units' | null };
}

/** Nothing was begun. */
export const RESTING: Bidding = {
  submission: { step: 'none' },
  notice: null,
  receipt: null,
  token: null,
  seenMinor: null,
  typed: { text: '', fault: null },
};

/** What the forms of a panel are drawn from, beside the lot. */
export interface Acting {
  state: PanelState;
  bidding: Bidding;
  money(amountMinor: number | null): string;
}
