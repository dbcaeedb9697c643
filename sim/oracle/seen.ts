import type { Live } from '../../lib/live/live';
import type { Notifier } from '../../lib/master/notifier/notifier';
import type { SyncNode } from '../../lib/node/node';
import type { WatchedRecords } from '../../lib/terminal/watched-records';
import type { Life } from '../world/scheduler';

/** What the witness sees of a master. */
export interface SeenMaster {
  readonly life: Life;
  readonly incarnation: string;
  readonly notifier: Pick<Notifier, 'stats' | 'bus'>;
  /** The world's time of one of its monotonic readings. */
  worldMs(monotonicMs: number): number;
}

/** What it sees of a terminal or an agent, which has no `terminal`. */
export interface SeenNode {
  readonly life: Life;
  readonly incarnation: string;
  readonly node: SyncNode;
  readonly terminal: { readonly records: WatchedRecords } | null;
}

/** What it sees of a page. */
export interface SeenPage {
  readonly life: Life;
  readonly plan: { readonly channels: readonly string[]; readonly own: number | null };
  readonly live: Live;
}

/** Whose answer to a poll it was, when it was written, and what its question said is held, by lot. */
export interface SeenAnswer {
  readonly life: Life;
  readonly writtenAtMs: number;
  readonly have: ReadonlyMap<number, number>;
}
