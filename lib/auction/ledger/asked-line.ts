import { isAmount } from '../../shared/money';
import { areUnits } from '../../shared/units';
import { isLetIn } from '../bids/admit';
import type { BuyNow, FromBidder, LeaveBid, PlaceBid } from '../command';
import { isBidFact, isBidTaken } from '../fact';
import { formatOf } from '../formats/formats';
import { hasEnded } from '../phases';
import type { Bidder, LotState } from '../state';
import type { LedgerLine, Settled } from './line';
import { lineOf, NO_SECRETS, salesLine } from './line-of';

/** Whether a bid is for units that there can be; what asks for the lot as a whole names none. */
const haveUnits = (command: PlaceBid | BuyNow | LeaveBid) =>
  command.kind !== 'placeBid' || areUnits(command.units ?? 1, command.leastUnits ?? 1);

/** Of a bidder what a line tells. */
type Noted = Pick<Bidder, 'paddle' | 'hasPriority'>;

/** Whoever left a bid was admitted then, and the ledger tells what became of it even so (ABS1). */
function leftBy({ bidder, left }: PlaceBid): Noted | null {
  return left ? { paddle: left.paddle, hasPriority: bidder?.hasPriority ?? false } : null;
}

/**
 * The bidder whose bid the ledger notes, or null: none of a lot that has ended, of an amount that is
 * none (MNY1), of units that are none (MUL2), or of somebody the sale has not admitted (REG1). Whoever
 * can make an account could write into the ledger without end otherwise.
 */
function notedBidder(before: LotState, command: PlaceBid | BuyNow | LeaveBid): Noted | null {
  const { bidder, amountMinor } = command;
  const isBid = isAmount(amountMinor) && haveUnits(command);
  if (hasEnded(before.phase) || !isBid) return null;
  if (isLetIn(bidder)) return bidder;
  return command.kind === 'placeBid' ? leftBy(command) : null;
}

/** The line of what a bidder asked, with what it says of its own. */
function asked(
  settled: Settled,
  command: FromBidder,
  { paddle, hasPriority }: Noted,
  own: Pick<LedgerLine, 'kind' | 'publicAmountMinor'> & Partial<LedgerLine>,
): LedgerLine {
  return lineOf(settled, {
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

function bidLine(settled: Settled, bid: PlaceBid, bidder: Noted): LedgerLine {
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
function purchaseLine(settled: Settled, purchase: BuyNow, bidder: Noted): LedgerLine {
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
const absenteeLine = (settled: Settled, left: LeaveBid, bidder: Noted): LedgerLine =>
  asked(settled, left, bidder, {
    kind: 'bidLeft',
    bidKind: 'max',
    publicAmountMinor: null,
    secrets: { max: left.amountMinor },
  });

/** The line of whatever a bidder asks, or null where none is due. */
export function askedLine(
  settled: Settled,
  command: PlaceBid | BuyNow | LeaveBid,
): LedgerLine | null {
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
