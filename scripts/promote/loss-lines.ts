import type { LostBid } from './lost-bids';

/** No bid takes less log: its ledger row alone is longer than this. */
const LEAST_BID_BYTES = 512;

/** What is said of the bids that were lost, to the person who has to call their bidders. */
export function lostLines(lost: readonly LostBid[]): string[] {
  if (lost.length === 0) return ['no accepted bid was lost'];
  return [
    `${lost.length} accepted bids of the old primary had not reached the replica and are lost:`,
    ...lost.map((bid) => `  ${lostBidLine(bid)}`),
    'those confirmed with durability "local" were acknowledged: call these bidders',
  ];
}

function lostBidLine(bid: LostBid): string {
  const amount =
    bid.publicAmountMinor === null
      ? 'a raised maximum'
      : `${bid.publicAmountMinor} ${bid.currency} (minor units)`;
  return `lot ${bid.lotNumber} (id ${bid.lotId}), paddle ${bid.paddle}, ${amount}, bid ${bid.bidId}, ${bid.decidedAt}`;
}

/**
 * What is said where the old primary cannot be read any more.
 * @param missingBytes of log that the replica lacked when the primary was last asked; null where it
 * did not answer.
 */
export function missingLine(missingBytes: number | null): string {
  if (missingBytes === null) {
    return 'how many bids were lost is unknown: the old primary did not answer before';
  }
  if (missingBytes === 0) return 'the replica had all of the log when the primary was last asked';
  const most = Math.ceil(missingBytes / LEAST_BID_BYTES);
  return `the replica lacked ${missingBytes} bytes of log when the primary was last asked: of what was accepted by then at most ${most} bids are lost`;
}
