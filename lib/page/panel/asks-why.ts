import type { PublicLot } from '../../api/public-lot';
import { canAskWhy } from '../my-lot';
import type { PanelState } from './panel-model';
import type { Submission } from './submission';

/** Where the reader is with another bid, and not with the last. */
const BUSY: ReadonlySet<Submission['step']> = new Set([
  'setting-max',
  'confirming',
  'sending',
  'unknown',
]);

/**
 * The bid that the panel offers to ask why of (WHY2): the one that was just refused, else the reader's last
 * where it is not ahead. Null: there is none, or they are busy with another.
 */
export function askedWhyOf(
  lot: PublicLot,
  { standing }: Pick<PanelState, 'standing'>,
  own: { submission: Submission; lastBidId: string | null },
): string | null {
  const { submission, lastBidId } = own;
  if (submission.step === 'refused' || submission.step === 'moved') return submission.bidId ?? null;
  if (BUSY.has(submission.step) || !canAskWhy(lot, standing)) return null;
  return lot.state === 'scheduled' ? null : lastBidId;
}
