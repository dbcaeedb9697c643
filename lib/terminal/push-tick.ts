import type { SyncNode } from '../node/node';
import type { Clock, TimerHandle, Timers } from '../shared/ports';
import {
  encodeFrames,
  type FrameText,
  frameText,
  recordFrames,
  type Transport,
} from './frame-text';
import type { HeldRecord } from './held-record';
import type { PageConnection } from './page-connection';
import type { PageGroup, PageGroups } from './page-groups';
import type { TerminalCounters } from './terminal-counters';
import type { WatchedName } from './watch-address';

/** Whether a part of a page (`partsOf`) may be called current. */
export type MayClaim = (part: readonly WatchedName[]) => boolean;

/** How a beat's digests are found for one page. */
export interface BeatFacts {
  time: { nowMs: number; errorMs: number };
  mayClaim: MayClaim;
  claims: (
    page: PageConnection,
    mayClaim: MayClaim,
  ) => { digests: Record<string, string>; isWhole: boolean };
  /** Digests of the private channels of a page that has any. */
  own: (page: PageConnection) => Record<string, string> | null;
}

/**
 * Gathers what changed for one tick and writes it once a page, encoded once a group and transport,
 * with the newest version of each record (PSH4).
 */
export class PushTick {
  readonly #changed = new Map<string, { record: HeldRecord; noticedAtMs: number | null }>();
  #timer: TimerHandle | null = null;
  #flushedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly options: {
      node: () => Pick<SyncNode, 'told'>;
      clock: Clock;
      timers: Timers;
      groups: PageGroups;
      counters: TerminalCounters;
      observeLag: (lagMs: number) => void;
    },
  ) {}

  /** A newer record is held; it goes out with the next tick. */
  changed(record: HeldRecord, noticedAtMs: number | null): void {
    const earlier = this.#changed.get(record.key)?.noticedAtMs ?? null;
    this.#changed.set(record.key, { record, noticedAtMs: earlier ?? noticedAtMs });
    if (this.#timer) return;
    const { timers, node, clock } = this.options;
    // The first change after a quiet tick goes at once; those that follow it wait for theirs.
    const dueMs = this.#flushedAtMs + node().told().config.tickMs;
    this.#timer = timers.after(Math.max(0, dueMs - clock.monotonicMs()), () => this.flush());
  }

  /** A higher epoch: what gathered is void. */
  forget(): void {
    this.#changed.clear();
  }

  /** Writes what gathered, now. */
  flush(): void {
    if (this.#timer) this.options.timers.cancel(this.#timer);
    this.#timer = null;
    if (this.#changed.size === 0) return;
    this.#flushedAtMs = this.options.clock.monotonicMs();
    const { groups, clock, counters, observeLag } = this.options;
    const byGroup = new Map<PageGroup, HeldRecord[]>();
    for (const { record } of this.#changed.values()) {
      for (const group of groups.concerned(record.key, record.channel)) {
        const records = byGroup.get(group) ?? [];
        records.push(record);
        byGroup.set(group, records);
      }
    }
    for (const [group, records] of byGroup) this.#push(group, records);
    const nowMs = clock.monotonicMs();
    for (const { noticedAtMs } of this.#changed.values()) {
      counters.pushes += 1;
      if (noticedAtMs !== null) observeLag(nowMs - noticedAtMs);
    }
    this.#changed.clear();
  }

  #push(group: PageGroup, records: readonly HeldRecord[]): void {
    const frames = recordFrames(records);
    if (frames.length === 0) return;
    const encodedFor = encodeOnce(frames);
    for (const page of group.pages) {
      if (page.phase !== 'live') continue;
      if (!page.push(records, encodedFor(page.outlet.transport))) continue;
      this.options.counters.deliveries += 1;
    }
  }

  /** A beat to every page of a group; pages that may be told the same share its bytes (PSH7). */
  beatGroup(group: PageGroup, facts: BeatFacts): void {
    const answers = new Map(group.parts.map((part) => [part, facts.mayClaim(part)]));
    const mayClaim: MayClaim = (part) => answers.get(part) ?? false;
    const saying = (channels: Record<string, string>) => ({
      channels,
      encodedFor: encodeOnce([frameText({ t: 'beat', ...facts.time, channels })]),
    });
    let proven: ReturnType<typeof saying> | null = null;
    const unproven = saying({});
    for (const page of group.pages) {
      // The answer to a poll brings a beat of its own, when its question says.
      if (page.outlet.transport === 'poll') continue;
      if (page.phase === 'awaiting-sync' || page.isSlow) continue;
      let said = unproven;
      if (page.phase === 'live') {
        if (page.isTold && proven) said = proven;
        else {
          const { digests, isWhole } = facts.claims(page, mayClaim);
          said = saying(digests);
          // A page once told stays at least as proven as any other that was.
          if (isWhole) {
            page.isTold = true;
            proven = said;
          }
        }
      }
      const own = facts.own(page);
      if (own) said = saying({ ...said.channels, ...own });
      const { bytes, frames } = said.encodedFor(page.outlet.transport);
      page.sendBytes(bytes, frames);
    }
  }
}

/** Encodes frames at most once for each transport. */
function encodeOnce(frames: readonly FrameText[]) {
  const done = new Map<Transport, { bytes: Buffer; frames: number }>();
  return (transport: Transport) => {
    const known = done.get(transport);
    if (known) return known;
    const encoded = { bytes: encodeFrames(frames, transport), frames: frames.length };
    done.set(transport, encoded);
    return encoded;
  };
}
