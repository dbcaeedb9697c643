import type { BidWhyView } from '../../api/v1/why';
import type { OwnBid } from '../../db/read/own-bid';
import type { LaneAnswer } from '../lanes/lane-input';

/**
 * What is told of the limit that refused a bid (REG2). The ledger holds no limits: what it allowed stands in the
 * first answer to the bid (LED4), and where none was kept the limit is told as it stands now, and as no more than that.
 * Null where no limit was at fault.
 */
export function limitTold(
  { answer, limitMinor }: Pick<OwnBid, 'answer' | 'limitMinor'>,
  cameTo: BidWhyView['answer'],
): BidWhyView['limit'] {
  if (cameTo !== 'over-limit') return null;
  const first = answer === null ? null : (JSON.parse(answer) as LaneAnswer);
  return first && !first.ok && first.error.kind === 'over-limit'
    ? { asOf: 'then', mostMinor: first.error.mostMinor ?? null }
    : { asOf: 'now', mostMinor: limitMinor };
}
