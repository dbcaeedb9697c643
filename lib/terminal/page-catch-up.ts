import { catchUp, type HeldChannel, type PageClaim } from '../sync/catch-up';
import type { HeldChannelView } from './held-channels';
import type { HeldRecord } from './held-record';
import type { OwedVersions } from './owed-versions';

/** What brings a page to what is held: after a reset, if `isReset`, these records. */
export interface CatchUpRecords {
  isReset: boolean;
  records: HeldRecord[];
}

/**
 * The records that bring a page to what is held (PSH2): exactly the lots that are newer, or a reset
 * and everything. Of the sale's own record and of catalogue entries pages do not say what they hold:
 * all are sent but those taken here no later than `toldUpTo` that are not `owed`, and but entries that
 * never changed: whoever knows of the lot has read no older one. A record of which a
 * newer version is owed is left out until that is held (PSH6). Null where the page has seen a higher
 * epoch: it must go elsewhere.
 */
export function catchUpRecords(
  epoch: number,
  held: readonly HeldChannelView[],
  page: { claim: PageClaim; toldUpTo: number; owed: OwedVersions },
): CatchUpRecords | null {
  const channels: HeldChannel[] = held.map(({ name, digest, records }) => ({
    name,
    digest,
    lots: records.filter((record) => record.kind === 'lot'),
  }));
  const answer = catchUp(epoch, channels, page.claim);
  if (answer.kind === 'behind') return null;
  const isReset = answer.kind === 'reset';
  const toldUpTo = isReset ? 0 : page.toldUpTo;
  const ids = new Set([...answer.lots, ...answer.gone].map((id) => `lot:${id}`));
  // By key: what is watched twice is sent once.
  const news = new Map<string, HeldRecord>();
  for (const record of held.flatMap((channel) => channel.records)) {
    const isNews =
      record.kind === 'lot'
        ? ids.has(record.key)
        : (record.order > toldUpTo && !isFirstEntry(record)) || page.owed.has(record.key);
    if (isNews && !page.owed.isNewerThan(record)) news.set(record.key, record);
  }
  return { isReset, records: [...news.values()] };
}

const isFirstEntry = ({ kind, version }: HeldRecord) => kind === 'item' && version === 1;
