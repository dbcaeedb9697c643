import type { FromBidder, PlaceBid } from '../../lib/auction/command';
import type { LotFact } from '../../lib/auction/fact';
import { formatOf } from '../../lib/auction/formats/formats';
import type { WouldWin } from '../../lib/auction/formats/would-win';
import { publicLot } from '../../lib/auction/public-lot';
import type { LotState } from '../../lib/auction/state';
import type { BidWhy, LotStep } from '../../lib/auction/why/bid-why';
import { never } from '../../lib/shared/assert';
import { isCurrency, type Minor, majorText } from '../../lib/shared/money';

/** `fairWarningGiven` and `below-ask` as words. */
const plain = (name: string) =>
  name
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replaceAll('-', ' ')
    .trim();

/** Whether the amount stands for a limit that was never opened (LED5). */
const isUnopened = (amountMinor: Minor, lot: LotState) =>
  amountMinor === formatOf(lot).furthest.amountMinor;

/** A moment as `2026-11-22 11:00:00.000`, UTC. */
const moment = (atMs: number) => new Date(atMs).toISOString().replace('T', ' ').replace('Z', '');

/** An amount in words of its currency; a dash where there is none. */
const money = (amountMinor: Minor | null, { currency }: LotState) => {
  if (amountMinor === null) return '–';
  return isCurrency(currency) ? majorText(amountMinor, currency) : String(amountMinor);
};

const limit = (amountMinor: Minor, lot: LotState) =>
  isUnopened(amountMinor, lot) ? 'a limit that was never opened' : money(amountMinor, lot);

const who = ({ bidder }: FromBidder) => (bidder ? `Paddle ${bidder.paddle}` : 'Somebody');

function bidWords(command: PlaceBid, lot: LotState): string {
  const amount = limit(command.amountMinor, lot);
  return command.bidKind === 'max'
    ? `${who(command)} bids up to ${amount}`
    : `${who(command)} bids ${amount}`;
}

/** What was asked of the lot. */
function askedWords({ command, before }: LotStep): string {
  switch (command.kind) {
    case 'placeBid':
      return bidWords(command, before);
    case 'buyNow':
      return `${who(command)} buys for ${money(command.amountMinor, before)}`;
    case 'leaveBid':
      return `${who(command)} leaves a bid up to ${limit(command.amountMinor, before)}`;
    case 'openLot':
      return `The ${command.by} opens the lot`;
    case 'closeLot':
      return `The ${command.by} closes the lot`;
    case 'withdrawLot':
      return 'The clerk withdraws the lot';
    case 'resumeLot':
      return `After an interruption the close is ${moment(command.closesAtMs)}`;
    case 'cascadeLot':
      return `Another lot moves the close to ${moment(command.closesAtMs)}`;
    case 'cancelBid':
      return `The ${command.by} takes back the bid of entry ${command.entry}`;
    case 'reopenLot':
      return `The ${command.by.role} reopens the lot`;
    case 'clerk':
      return `The clerk says: ${plain(command.order.kind)}`;
    case 'reachReserve':
      return 'The price has come down to the reserve';
    case 'setTerms':
      return `The ${command.by} changes the terms`;
    default:
      return never(command, 'command');
  }
}

function factWords(fact: LotFact, lot: LotState): string {
  switch (fact.kind) {
    case 'bidAccepted':
      return {
        leading: 'it leads',
        outbid: 'it is outbid at once',
        raised: 'it leads already, and goes further now',
      }[fact.outcome];
    case 'reserveMet':
      return 'the reserve is met';
    case 'extended':
      return `the close moves to ${moment(fact.closesAtMs)}`;
    case 'sold':
      return `sold to ${fact.sales
        .map(({ paddle, units, priceMinor }) => {
          const price = money(priceMinor, lot);
          return units > 1
            ? `paddle ${paddle}: ${units} at ${price}`
            : `paddle ${paddle} at ${price}`;
        })
        .join(', ')}`;
    case 'termsSet':
      return `new: ${fact.changed.map(plain).join(', ')}`;
    case 'bidCancelled':
      return `taken back: ${fact.entries.map((entry) => `entry ${entry}`).join(', ')}`;
    case 'passed':
      return fact.reason === 'no-bid' ? 'not sold: no bid' : 'not sold: the reserve is not met';
    default:
      return plain(fact.kind);
  }
}

/** What the rules said to it. */
function saidWords({ settlement: { outcome, next } }: LotStep): string {
  if (outcome.ok)
    return outcome.value.map((fact) => factWords(fact, next)).join('; ') || 'nothing changes';
  return `refused: ${plain(outcome.error.kind)} (${outcome.error.rule})`;
}

function stakesWords(lot: LotState): string {
  const stakes = formatOf(lot).stakes(lot);
  if (stakes.length === 0) return '–';
  return stakes
    .map(({ registrationId, amountMinor }) => {
      const amount = isUnopened(amountMinor, lot) ? 'never opened' : money(amountMinor, lot);
      return `${registrationId}: ${amount}`;
    })
    .join(', ');
}

/** The lot before and after, a line for each figure. */
function figures({ before, settlement: { next } }: LotStep): string[] {
  const rows: [string, (lot: LotState) => string][] = [
    ['state', (lot) => lot.phase],
    ['price', (lot) => money(publicLot(lot).priceMinor, lot)],
    ['leads', (lot) => String(publicLot(lot).leaderPaddle ?? '–')],
    ['limits', stakesWords],
    ['asked', (lot) => money(publicLot(lot).askMinor, lot)],
    ['reserve', (lot) => plain(publicLot(lot).reserve)],
    ['closes', (lot) => moment(lot.closesAtMs)],
    ['bids', (lot) => String(lot.bidCount)],
  ];
  return rows.map(([name, of]) => {
    const [was, is] = [of(before), of(next)];
    return `  ${name.padEnd(9)}${was === is ? is : `${was}  →  ${is}`}`;
  });
}

/** An entry of a lot's life: what was asked, what the rules said, and the lot before and after. */
export function stepWords(step: LotStep): string[] {
  const { entry, decidedAtMs } = step.settlement.next;
  return [
    `Entry ${entry}, ${moment(decidedAtMs)}`,
    `${askedWords(step)}: ${saidWords(step)}`,
    '',
    ...figures(step),
  ];
}

function wouldWinWords({ kind, amountMinor }: WouldWin, lot: LotState): string {
  const amount = money(amountMinor, lot);
  if (kind === 'enough') return `All else as it was, ${amount} would have won.`;
  if (kind === 'buy') return `Buying at once for ${amount} would have won.`;
  const least = kind === 'from' ? `${amount} or further` : `further than ${amount}`;
  return `It took ${least} to win; how far is not in the ledger.`;
}

/** Why a bid came to what it came to, in sentences. */
export function whyWords(why: BidWhy, lot: LotState): string[] {
  const { before, overtaken, cancelledBy, leastMinor, wouldWin } = why;
  const stood =
    before.priceMinor === null
      ? `Nobody had bid, ${money(before.askMinor, lot)} was asked.`
      : `The lot stood at ${money(before.priceMinor, lot)}, ${money(before.askMinor, lot)} was asked.`;
  return [
    `Rule ${why.rule}: ${plain(why.answer)}. ${stood}`,
    ...(leastMinor === null ? [] : [`${money(leastMinor, lot)} would have been taken.`]),
    ...(overtaken
      ? [
          `It led until entry ${overtaken.entry} (${overtaken.rule}), after which the price was ${money(overtaken.after.priceMinor, lot)}.`,
        ]
      : []),
    ...(why.answer === 'over-limit' ? ['What the limit allowed is not in the ledger.'] : []),
    ...(why.unitsLeft === null ? [] : [`${why.unitsLeft} units were left.`]),
    ...(why.left === null ? [] : [`It was left before the opening: ${plain(why.left)}.`]),
    ...(why.replacedBy === null ? [] : [`Entry ${why.replacedBy} took its place.`]),
    ...(cancelledBy === null ? [] : [`It was taken back by entry ${cancelledBy}.`]),
    ...(wouldWin ? [wouldWinWords(wouldWin, lot)] : []),
  ];
}
