import type { WishKind } from '@/lib/api/v1/bids';
import type { PanelAction } from '@/lib/page/panel/panel-model';
import type { Units } from '@/lib/page/panel/submission';
import type { Pays, Way } from '@/lib/page/panel/way';

/** What the rows call; the panel owns the state. */
export interface ActionCalls {
  choose(bidKind: WishKind, amountMinor: number, units?: Units): void;
  setMax(): void;
  back(): void;
  confirm(): void;
  register(): void;
  /** Looks, or loads the page anew, whichever helps. */
  remedy: { word: 'checkNow' | 'reload'; run(): void };
}

/** What the rows are drawn from. */
export interface RowsProps {
  action: PanelAction;
  calls: ActionCalls;
  money: (amountMinor: number) => string;
  currency: string;
  lotNumber: number;
  /** The lot is not open yet: a maximum is left for its opening (ABS1). */
  isLeaving: boolean;
  /** The reader's own highest amount; only they see it. */
  myMaxMinor: number | null;
  /** Bids go down. */
  isDown: boolean;
  way: Way;
  pays: Pays;
  /** The lot is several units. */
  isSeveral: boolean;
  signInHref: string;
  next: { href: string; isLot: boolean };
  /** The id of the sentence that says why a blocked button is blocked. */
  reasonId: string;
}
