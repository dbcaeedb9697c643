import type { PanelName } from '@/lib/page/panel/panel-model';

/** What a change of the panel makes the page say. */
export interface SpokenChange {
  /** The sentence that stands on the panel, or that bidding is possible now. */
  says: 'standing' | 'may-bid';
  /** It answers something that the reader did, or decides about them. */
  isOwn: boolean;
}

/** Whether the sentence is the reader's own affair; missing: nothing is said, or it is said elsewhere. */
const STANDING: Partial<Record<PanelName, boolean>> = {
  winning: true,
  offered: true,
  bought: true,
  'price-moved': true,
  refused: true,
  unknown: true,
  'not-approved': true,
  'deposit-missing': true,
  pending: true,
  'sold-to-you': true,
  'time-up': false,
  'on-hold': false,
  'sold-to-other': false,
  passed: false,
  withdrawn: false,
};

/** From these a panel that takes bids is news. */
const CLOSED: ReadonlySet<PanelName> = new Set<PanelName>([
  'pending',
  'not-approved',
  'deposit-missing',
  'not-open',
  'on-hold',
  'time-up',
]);

/** What is said when the panel goes from one state to another; null for nothing. */
export function spokenChange(before: PanelName, after: PanelName): SpokenChange | null {
  if (before === after) return null;
  if (after === 'can-bid' || after === 'outbid') {
    return CLOSED.has(before) ? { says: 'may-bid', isOwn: before === 'pending' } : null;
  }
  const isOwn = STANDING[after];
  return isOwn === undefined ? null : { says: 'standing', isOwn };
}
