import { never } from '../../shared/assert';
import { isAmount, type Minor } from '../../shared/money';
import type { Result } from '../../shared/result';
import { areUnits } from '../../shared/units';
import { isLetIn } from '../bids/admit';
import type { BuyNow, FromBidder, LeaveBid, LotCommand, PlaceBid } from '../command';
import { type BidOutcome, isBidFact, isBidTaken, type LotFact, type Sold } from '../fact';
import type { PublicPrice } from '../formats/format';
import { formatOf } from '../formats/formats';
import { hasEnded } from '../phases';
import type { Refusal, RefusalKind } from '../refusal';
import {
  type Bidder,
  type BidKind,
  type FormatName,
  type HouseRole,
  type LotState,
  RULE_VERSION,
  type SellingTerms,
  type SoftClose,
  type TermName,
} from '../state';
import type { Ladder } from '../terms/ladder';

/** What a ledger entry is about. */
export type LedgerKind =
  | 'bid'
  | 'opened'
  | 'sold'
  | 'passed'
  | 'withdrawn'
  | 'resumed'
  | 'termsSet'
  | 'cancelled'
  | 'reopened'
  | 'cascaded'
  | 'floorBid'
  | 'fairWarning'
  | 'finalCall'
  | 'held'
  | 'takenUp'
  | 'incrementSet'
  | 'undone'
  | 'bidLeft'
  | 'buyNow'
  | 'reserveReached';

/**
 * The public conditions of the bidding, written with `opened` so that a reader can replay the lot.
 */
export interface LedgerTerms {
  readonly format: FormatName;
  readonly selling: SellingTerms[FormatName];
  readonly currency: string;
  readonly startMinor: Minor;
  readonly hasReserve: boolean;
  readonly ladder: Ladder;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  readonly closeGraceMs: number;
  readonly softClose: SoftClose | null;
  readonly staleBid: 'accept' | 'confirm';
  readonly offLadder: 'keep' | 'round-down';
}

/**
 * What the house changed of a lot that ran, and why (TRM2): `by` of the line says in which role. The
 * reason is free text and stays outside, as a salted hash (LED6).
 */
export interface LedgerAct {
  readonly why: string | null;
  /** The terms that are new; how they read now stands in `terms`, but for the secret ones. */
  readonly changed?: readonly TermName[];
  /** The entries of the bids that stand no more (RET1), the one that was cancelled first. */
  readonly cancels?: readonly number[];
  /** The entry of the step that the clerk of a live sale reversed (LIV1). */
  readonly undoes?: number;
  /** The step that the clerk asks for at every price; null: what the ladder says (INC2). */
  readonly stepMinor?: Minor | null;
  /** In which role the second person agreed to a late reopening (CLS3). */
  readonly secondBy?: HouseRole | null;
}

/** What one winner takes, and at what price a unit, without premium. */
export interface LedgerSale {
  readonly paddle: number;
  readonly units: number;
  readonly priceMinor: Minor;
}

/**
 * What a line hides: it enters the chain as salted commitments only (LED1), each under its name here.
 */
export interface LedgerSecrets {
  /** The limit of a bid (PRX2), as it was given. */
  readonly max?: Minor;
  /** The reserve that is in force from this line on (RES1). */
  readonly reserve?: Minor;
}

/**
 * One line of a lot's ledger before it is chained (LED1). Paddles, amounts, times and codes only
 * (LED6); times are whole milliseconds of the primary's clock.
 */
export interface LedgerLine {
  readonly kind: LedgerKind;
  readonly by: 'bidder' | 'clock' | HouseRole;
  readonly paddle: number | null;
  readonly bidKind: BidKind | null;
  /** How many units a bid is for, and the fewest it would take; null for all else. */
  readonly units: number | null;
  readonly leastUnits: number | null;
  /** What an accepted bid came to; null for all else. */
  readonly outcome: BidOutcome | null;
  /** The bidder could match the leader (PRI1). */
  readonly hasPriority: boolean;
  /** Why a bid was refused; null when accepted. */
  readonly code: RefusalKind | null;
  /**
   * What may be told of a bid's amount, as its format says: in a proxy format an exact bid's amount, and
   * of a max only what the price proves. Also a reserve that is told.
   */
  readonly publicAmountMinor: Minor | null;
  /** The ask an exact bid named (STL1); null where it named none, and for all else. */
  readonly seenAskMinor: Minor | null;
  readonly secrets: LedgerSecrets;
  /** Who won what, in the line that ended the lot as sold; null for all else. */
  readonly sales: readonly LedgerSale[] | null;
  /** The lot after the command. */
  readonly priceMinor: Minor | null;
  readonly leaderPaddle: number | null;
  readonly reserve: PublicPrice['reserve'];
  readonly closesAtMs: number;
  readonly receivedAtMs: number;
  readonly receivedErrorMs: number;
  readonly decidedAtMs: number;
  readonly ruleVersion: number;
  readonly terms: LedgerTerms | null;
  /** What else there is to say of an act of the house; absent from all other lines. */
  readonly act?: LedgerAct;
}

/** What `ledgerLine` needs: the lot before and after, what was asked, what came of it, and when. */
export interface Settled {
  readonly before: LotState;
  readonly after: LotState;
  readonly command: LotCommand;
  readonly outcome: Result<readonly LotFact[], Refusal>;
  readonly nowMs: number;
}

/**
 * A line of the lot after the command, with what it says of its own: by the clerk and of nobody,
 * unless it says so. Field by field: a spread that is written over costs more than the rules.
 */
function line(
  { before, after, nowMs }: Settled,
  own: Pick<LedgerLine, 'kind'> & Partial<LedgerLine>,
): LedgerLine {
  // The primary's clock may be set back; the ledger's time may not.
  const decidedAtMs = Math.max(before.decidedAtMs, Math.floor(nowMs));
  const { priceMinor, leaderPaddle, reserve } = formatOf(after).publicPrice(after);
  const said: LedgerLine = {
    kind: own.kind,
    by: own.by ?? 'clerk',
    paddle: own.paddle ?? null,
    bidKind: own.bidKind ?? null,
    units: own.units ?? null,
    leastUnits: own.leastUnits ?? null,
    outcome: own.outcome ?? null,
    hasPriority: own.hasPriority ?? false,
    code: own.code ?? null,
    publicAmountMinor: own.publicAmountMinor ?? null,
    seenAskMinor: own.seenAskMinor ?? null,
    secrets: own.secrets ?? NO_SECRETS,
    sales: own.sales ?? null,
    priceMinor,
    leaderPaddle,
    reserve,
    closesAtMs: after.closesAtMs,
    receivedAtMs: own.receivedAtMs ?? decidedAtMs,
    receivedErrorMs: own.receivedErrorMs ?? 0,
    decidedAtMs,
    ruleVersion: RULE_VERSION,
    terms: own.terms ?? null,
  };
  return own.act ? { ...said, act: own.act } : said;
}

const NO_SECRETS: LedgerSecrets = {};

/** What a line says that sets the conditions: the reserve's amount only in secret (RES1). */
const termsOfLine = (state: LotState): Pick<LedgerLine, 'terms' | 'secrets'> => ({
  terms: termsLine(state),
  secrets: state.reserveMinor === null ? NO_SECRETS : { reserve: state.reserveMinor },
});

const termsLine = (state: LotState): LedgerTerms => ({
  format: state.format,
  selling: state.selling,
  currency: state.currency,
  startMinor: state.startMinor,
  hasReserve: state.reserveMinor !== null,
  ladder: state.ladder,
  opensAtMs: state.opensAtMs,
  closesAtMs: state.closesAtMs,
  closeGraceMs: state.closeGraceMs,
  softClose: state.softClose,
  staleBid: state.staleBid,
  offLadder: state.offLadder,
});

/**
 * The bidder whose bid the ledger notes, or null: none of a lot that has ended, of an amount that is
 * none (MNY1), of units that are none (MUL2), or of somebody the sale has not admitted (REG1). Whoever
 * can make an account could write into the ledger without end otherwise.
 */
/** Whether a bid is for units that there can be; what asks for the lot as a whole names none. */
const haveUnits = (command: PlaceBid | BuyNow | LeaveBid) =>
  command.kind !== 'placeBid' || areUnits(command.units ?? 1, command.leastUnits ?? 1);

function notedBidder(before: LotState, command: PlaceBid | BuyNow | LeaveBid): Bidder | null {
  const { bidder, amountMinor } = command;
  const admitted = isLetIn(bidder) ? bidder : null;
  const isBid = isAmount(amountMinor) && haveUnits(command);
  return hasEnded(before.phase) || !isBid ? null : admitted;
}

/** The line of what a bidder asked, with what it says of its own. */
function asked(
  settled: Settled,
  command: FromBidder,
  { paddle, hasPriority }: Bidder,
  own: Pick<LedgerLine, 'kind' | 'publicAmountMinor'> & Partial<LedgerLine>,
): LedgerLine {
  return line(settled, {
    kind: own.kind,
    by: 'bidder',
    paddle,
    bidKind: own.bidKind ?? null,
    outcome: own.outcome ?? null,
    hasPriority,
    code: settled.outcome.ok ? null : settled.outcome.error.kind,
    publicAmountMinor: own.publicAmountMinor,
    seenAskMinor: own.seenAskMinor ?? null,
    secrets: own.secrets ?? NO_SECRETS,
    units: own.units ?? null,
    leastUnits: own.leastUnits ?? null,
    sales: own.sales ?? null,
    receivedAtMs: Math.floor(command.receivedAtMs),
    receivedErrorMs: Math.ceil(command.receivedErrorMs),
  });
}

const salesLine = ({ sales }: Sold): LedgerSale[] =>
  sales.map(({ paddle, units, priceMinor }) => ({ paddle, units, priceMinor }));

function bidLine(settled: Settled, bid: PlaceBid, bidder: Bidder): LedgerLine {
  const { before, outcome } = settled;
  const facts = outcome.ok ? outcome.value.filter(isBidFact) : null;
  const taken = facts?.find(isBidTaken);
  const sold = outcome.ok ? outcome.value.find((one) => one.kind === 'sold') : undefined;
  const { publicMinor, secretMinor } = formatOf(before).disclose(before, bid, facts);
  return asked(settled, bid, bidder, {
    kind: 'bid',
    bidKind: bid.bidKind,
    units: bid.units ?? 1,
    leastUnits: bid.leastUnits ?? 1,
    outcome: taken?.outcome ?? null,
    sales: sold ? salesLine(sold) : null,
    publicAmountMinor: publicMinor,
    seenAskMinor: bid.seenAskMinor ?? null,
    secrets: secretMinor === null ? NO_SECRETS : { max: secretMinor },
  });
}

/** The line of a purchase (BUY1): the end of the lot, or why it was refused. */
function purchaseLine(settled: Settled, purchase: BuyNow, bidder: Bidder): LedgerLine {
  const { outcome } = settled;
  const sold = outcome.ok ? outcome.value.find((fact) => fact.kind === 'sold') : undefined;
  return asked(settled, purchase, bidder, {
    kind: sold ? 'sold' : 'buyNow',
    bidKind: 'exact',
    publicAmountMinor: purchase.amountMinor,
    sales: sold ? salesLine(sold) : null,
  });
}

/** What somebody left before the opening (ABS1): its amount is committed to, and so its place is proven. */
const absenteeLine = (settled: Settled, left: LeaveBid, bidder: Bidder): LedgerLine =>
  asked(settled, left, bidder, {
    kind: 'bidLeft',
    bidKind: 'max',
    publicAmountMinor: null,
    secrets: { max: left.amountMinor },
  });

/** The line of whatever a bidder asks, or null where none is due. */
function askedLine(settled: Settled, command: PlaceBid | BuyNow | LeaveBid): LedgerLine | null {
  const bidder = notedBidder(settled.before, command);
  if (!bidder) return null;
  switch (command.kind) {
    case 'placeBid':
      return bidLine(settled, command, bidder);
    case 'buyNow':
      return purchaseLine(settled, command, bidder);
    default:
      return absenteeLine(settled, command, bidder);
  }
}

/**
 * The ledger line of a settled command, or null where none is due: bids refused once the lot has
 * ended, of amounts that are none (MNY1) or of people not admitted to the sale (REG1), and house and
 * clock commands refused.
 */
export function ledgerLine(settled: Settled): LedgerLine | null {
  const { after, command, outcome } = settled;
  if (command.kind === 'placeBid' || command.kind === 'buyNow' || command.kind === 'leaveBid') {
    return askedLine(settled, command);
  }
  const [fact] = outcome.ok ? outcome.value : [];
  if (!fact) return null;
  switch (fact.kind) {
    case 'opened':
      return line(settled, { kind: 'opened', by: fact.by, ...termsOfLine(after) });
    case 'sold':
      return line(settled, { kind: 'sold', by: fact.by, sales: salesLine(fact) });
    case 'passed':
      return line(settled, { kind: 'passed', by: fact.by });
    case 'withdrawn':
      return line(settled, { kind: 'withdrawn' });
    case 'resumed':
      return line(settled, { kind: 'resumed', by: 'clock' });
    case 'termsSet': {
      const { by, why, changed } = fact;
      return line(settled, {
        kind: 'termsSet',
        by,
        ...termsOfLine(after),
        act: { why, changed },
      });
    }
    case 'bidCancelled': {
      const { by, paddle, why, entries } = fact;
      return line(settled, { kind: 'cancelled', by, paddle, act: { why, cancels: entries } });
    }
    case 'reopened': {
      const { by, why, secondBy } = fact;
      return line(settled, { kind: 'reopened', by, act: { why, secondBy } });
    }
    case 'cascaded':
      return line(settled, { kind: 'cascaded', by: 'clock' });
    case 'reserveReached': {
      const { kind, reserveMinor } = fact;
      return line(settled, { kind, by: 'clock', publicAmountMinor: reserveMinor });
    }
    case 'floorBidTaken':
      return line(settled, {
        kind: 'floorBid',
        paddle: fact.bidder?.paddle ?? null,
        bidKind: 'exact',
        outcome: fact.outcome,
        publicAmountMinor: fact.amountMinor,
      });
    case 'fairWarningGiven':
      return line(settled, { kind: 'fairWarning' });
    case 'finalCallGiven':
      return line(settled, { kind: 'finalCall' });
    case 'held':
    case 'takenUp':
      return line(settled, { kind: fact.kind });
    case 'incrementSet': {
      const terms = { ...termsLine(after), ladder: fact.ladder };
      const act = { why: null, stepMinor: fact.stepMinor };
      return line(settled, { kind: 'incrementSet', terms, act });
    }
    case 'stepUndone':
      return line(settled, { kind: 'undone', act: { why: null, undoes: fact.undoesEntry } });
    case 'roomNamed':
    case 'bidAccepted':
    case 'offerPlaced':
    case 'unitsBought':
    case 'reserveMet':
    case 'extended':
    case 'bidLeft':
      return null;
    default:
      return never(fact, 'fact');
  }
}
