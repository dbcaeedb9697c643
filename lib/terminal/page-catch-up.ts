import { catchUp, type HeldChannel, type PageClaim } from '../sync/catch-up';
import { type FrameText, frameText, recordFrames } from './frame-text';
import type { HeldChannelView } from './held-channels';

/**
 * The frames that bring a page to what is held (PSH2): exactly the lots that are newer, or a reset
 * and everything; the sale's own record and the versions of catalogue entries, of which pages do not
 * say what they hold, always. Null where the page has seen a higher epoch: it must go elsewhere.
 */
export function catchUpFrames(
  epoch: number,
  held: readonly HeldChannelView[],
  claim: PageClaim,
): FrameText[] | null {
  const channels: HeldChannel[] = held.map(({ name, digest, records }) => ({
    name,
    digest,
    lots: records.filter((record) => record.kind === 'lot'),
  }));
  const answer = catchUp(epoch, channels, claim);
  if (answer.kind === 'behind') return null;
  const ids = new Set([...answer.lots, ...answer.gone].map((id) => `lot:${id}`));
  const sent = held.flatMap(({ records }) =>
    // Deleted from the set as it is taken: a lot watched twice is sent once.
    records.filter((record) => record.kind !== 'lot' || ids.delete(record.key)),
  );
  const reset = answer.kind === 'reset' ? [frameText({ t: 'reset', epoch })] : [];
  return [...reset, ...recordFrames(sent)];
}
