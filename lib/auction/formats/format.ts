import type { Minor } from '../../shared/money';
import type { Result } from '../../shared/result';
import type { AcceptedBid, BuyNow, PlaceBid } from '../command';
import type { BidFact, ClerkFact, Cut, LotFact, Passed, ReserveReached, Sold } from '../fact';
import type { ClerkOrder } from '../house/clerk-order';
import type { Refusal } from '../refusal';
import type {
  Bidder,
  Books,
  FormatName,
  LiveStage,
  LiveStep,
  LotOf,
  LotTermsOf,
  Stake,
  TermName,
} from '../state';
import type { TermsProblem } from '../terms/terms-problem';
import type { Furthest } from './proxy-price';
import type { LostBid, WouldWin } from './would-win';

/** A bid of somebody who may bid, received in time: only its amount is left to judge. */
export interface AdmittedBid extends Omit<PlaceBid, 'left'> {
  readonly bidder: Bidder;
  readonly units: number;
  readonly leastUnits: number;
}

/** When a lot opens and closes, as it is told. */
export interface LotTimes {
  readonly opensAtMs: number;
  readonly closesAtMs: number;
}

/** A purchase by somebody who may bid, received in time. */
export interface AdmittedPurchase extends BuyNow {
  readonly bidder: Bidder;
}

/** What the hammer gives if it falls now (CLS2). */
export type HammerResult = Pick<Sold, 'kind' | 'sales'> | Pick<Passed, 'kind' | 'reason'>;

/** What anyone may see of a lot that a clerk calls (LIV1). */
export interface PublicSaleroom {
  readonly stage: LiveStage;
  /** The bid that leads was made on the floor; by the room where there is no paddle. */
  readonly isFloor: boolean;
  /** What the clerk asks for instead of the ladder's steps (INC2). */
  readonly stepMinor: Minor | null;
}

/** How many units a lot has, and how many of them are not sold. */
export interface PublicUnits {
  readonly offered: number;
  readonly left: number;
}

/**
 * A price that falls by itself (DUT1): at time t it is start − step × ⌊(t − since) / interval⌋, the start before
 * `sinceMs`, and not below the floor.
 */
export interface FallingPrice {
  readonly sinceMs: number;
  readonly startMinor: Minor;
  readonly stepMinor: Minor;
  readonly intervalMs: number;
  /** Null: a secret reserve that is not reached, and is told when it is (DUT2). */
  readonly floorMinor: Minor | null;
}

/** What of a lot's price anyone may see (AUT1). */
export interface PublicPrice {
  readonly priceMinor: Minor | null;
  /** What a newcomer must bid at least (in a reverse lot at most); null where no amount would do. */
  readonly askMinor: Minor | null;
  readonly leaderPaddle: number | null;
  readonly reserve: 'none' | 'met' | 'not-met';
  /** Only of a lot that a clerk calls. */
  readonly saleroom?: PublicSaleroom;
  /** What the lot can be bought for at once (BUY1); missing where that is not on offer. */
  readonly buyNowMinor?: Minor;
  readonly bidCount: number;
  /** Only where bids are for units. */
  readonly units?: PublicUnits;
  /** Only where the price falls by itself. */
  readonly falling?: FallingPrice;
}

/** What may be told of a bid's amount before the close, and what is only committed to (LED1, LED5). */
export interface Disclosure {
  readonly publicMinor: Minor | null;
  readonly secretMinor: Minor | null;
}

/** A reserve that was changed, and the price it met. */
export interface ReserveThen {
  readonly reserveMinor: Minor | null;
  readonly priceMinor: Minor | null;
}

/** A lot's bids played again (RET1). */
export interface Replayed<Book> {
  readonly book: Book;
  /** How many of them did something that can be seen. */
  readonly bidCount: number;
}

/** What a format adds whose lots a clerk calls (LIV1). */
export interface Clerking<F extends FormatName> {
  /** What the clerk says of a lot. Who is named in it may bid. */
  readonly decide: (
    lot: LotOf<F>,
    order: ClerkOrder,
    nowMs: number,
  ) => Result<readonly LotFact[], Refusal>;
  /** The lot after it but for its version: total and without judgement. */
  readonly evolve: (lot: LotOf<F>, fact: ClerkFact) => LotOf<F>;
  /** Who may lead again once steps are undone, by registration. */
  readonly ledBefore: (lot: LotOf<F>) => readonly number[];
  /** What `undo` would take back (LIV1); null: nothing. For the clerk alone. */
  readonly lastStep: (lot: LotOf<F>) => Pick<LiveStep, 'kind' | 'entry'> | null;
}

/**
 * The seam of the engine: what a way of selling decides. Phases, people, times and the ledger are the
 * same for all and stand outside; nothing outside asks which format a lot has.
 */
export interface Format<F extends FormatName> {
  /** Whether a bid may be for several units (MUL2). */
  readonly severalUnits: boolean;
  /** What is wrong with the terms that only this format has, or with common ones under it. */
  readonly problems: (terms: LotTermsOf<F>) => readonly TermsProblem[];
  /** The book of a lot nobody has bid on. */
  readonly emptyBook: (terms: LotTermsOf<F>) => Books[F];
  /** The times of a lot of these terms that opens at `nowMs`, whole milliseconds. */
  readonly opening: (terms: LotTermsOf<F>, nowMs: number) => LotTimes;
  /** From when on a received bid is too late (CLS1); may be sooner than pages are told (DUT2). */
  readonly closeMs: (lot: LotOf<F>) => number;
  /** Whether the close of another lot of the sale may move this one's (SFT6). */
  readonly followsOthers: boolean;
  /** When the clock is to tell the secret reserve (DUT2); null where there is nothing to tell. */
  readonly reserveAtMs: (lot: LotOf<F>) => number | null;
  /** Whether the clock went by the reserve, so that nobody can follow the lot without it (LED5). */
  readonly opensReserve: boolean;
  /** What `reachReserve` does at `nowMs`. */
  readonly reachReserve: (
    lot: LotOf<F>,
    nowMs: number,
  ) => Result<readonly ReserveReached[], Refusal>;
  /** A bid on its merits: its facts, or why its amount will not do. Changes nothing. */
  readonly decideBid: (
    lot: LotOf<F>,
    bid: AdmittedBid,
    nowMs: number,
  ) => Result<readonly (BidFact | Sold)[], Refusal>;
  /** How much of a limit this bid uses up, if it should win, whatever comes of it now (REG2). */
  readonly binds: (lot: LotOf<F>, bid: AdmittedBid) => Minor;
  /** The book after a fact but the clerk's: total and without judgement. */
  readonly evolve: (lot: LotOf<F>, fact: LotFact) => Books[F];
  /** Whose limit another reserve cuts (RES5). Missing: nobody's. */
  readonly cutFor?: (lot: LotOf<F>, reserveMinor: Minor | null) => Cut | null;
  /** What such a reserve left of a bid's limit, at the price then (RES5). Missing: all of it. */
  readonly limitUnder?: (reserve: ReserveThen, limitMinor: Minor) => Minor;
  /**
   * A purchase at the price on offer (BUY1): facts after which the hammer sells to the buyer. Missing:
   * there is no such offer.
   */
  readonly buyNow?: (
    lot: LotOf<F>,
    purchase: AdmittedPurchase,
  ) => Result<readonly BidFact[], Refusal>;
  /** Whether the lot, once open, would take this max as its first (ABS1). Missing: none can be left. */
  readonly judgesAbsentee?: (lot: LotOf<F>, bid: AdmittedBid) => Result<unknown, Refusal>;
  readonly hammer: (lot: LotOf<F>) => HammerResult;
  readonly publicPrice: (lot: LotOf<F>) => PublicPrice;
  /**
   * What a bid's ledger line says of its amount (LED1). `lot` is as it stood before, `facts` are those of
   * the bid, null where it was refused.
   */
  readonly disclose: (lot: LotOf<F>, bid: PlaceBid, facts: readonly BidFact[] | null) => Disclosure;
  /**
   * What remains of these bids and no others, in their order (RET1): nothing is judged again that was once
   * taken (RET2), and nobody pays more than as the lot stands now (RET3).
   */
  readonly replay: (lot: LotOf<F>, bids: readonly AcceptedBid[]) => Replayed<Books[F]>;
  /** The book of a lot that is taken up again; null where this format has no such thing (CLS3). */
  readonly reopened: (lot: LotOf<F>) => Books[F] | null;
  /** Terms that follow from each other in this format, so that none changes once the lot is open. */
  readonly fixedOnceOpen: readonly TermName[];
  /** Whether a start or a reserve is easier for bidders to reach than the one it replaces (RES4). */
  readonly eases: (fromMinor: Minor, toMinor: Minor) => boolean;
  /** Everyone who has something at stake, whom an end of the lot concerns. */
  readonly stakes: (lot: LotOf<F>) => readonly Stake[];
  /** Null: lots go by the clock, which opens and closes them, and receive times count (CLS1). */
  readonly clerk: Clerking<F> | null;
  /** The furthest limit there can be: it stands for one that stays closed (LED5). */
  readonly furthest: Furthest;
  /** What anyone can tell of the amount that would have won (WHY1). */
  readonly provenToWin: (lost: LostBid) => WouldWin | null;
  /** Paddles that have bought of a lot that goes on. Missing: who leads may still lose it. */
  readonly bought?: (lot: LotOf<F>) => readonly number[];
  /** By which rule the end chooses among offers. Missing: who leads has it (CLS2). */
  readonly awardRule?: string;
}
