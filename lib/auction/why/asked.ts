import type { Minor } from '../../shared/money';
import type { LotCommand } from '../command';
import type { BidWhy, LotStep } from './bid-why';

/** What somebody asked of a lot for themselves. */
export interface Asked {
  readonly how: BidWhy['asked'];
  readonly paddle: number;
  readonly amountMinor: Minor;
  readonly leastUnits: number;
  readonly hasPriority: boolean;
}

/** What of a command can be asked why of: null for what nobody with a paddle asked for themselves. */
export function askedBy(command: LotCommand): Asked | null {
  const isFloor = command.kind === 'clerk' && command.order.kind === 'takeFloorBid';
  const asked = isFloor ? command.order : command;
  if (!('amountMinor' in asked) || !('bidder' in asked) || !asked.bidder) return null;
  const { bidder, amountMinor } = asked;
  const how = command.kind === 'leaveBid' ? 'left' : command.kind === 'buyNow' ? 'purchase' : 'bid';
  const leastUnits = command.kind === 'placeBid' ? (command.leastUnits ?? 1) : 1;
  const { paddle, hasPriority } = bidder;
  return { how, paddle, amountMinor, leastUnits, hasPriority };
}

/** Whether why can be asked of a step: somebody's bid, purchase or bid left that the ledger holds. */
export const isAsked = ({ command, settlement }: LotStep): boolean =>
  settlement.line !== null && askedBy(command) !== null;
