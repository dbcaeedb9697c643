import { PROTOCOL } from '../../api/frames';
import type { LiveConfig } from '../../api/live-config';
import { ack, type Notice } from '../../api/node-wire';
import type { Chance, Clock, TimerHandle, Timers } from '../../shared/ports';
import { resendDelayMs } from '../../sync/backoff';
import { type BufferEntry, SyncBuffer } from '../../sync/sync-buffer';
import type { ChangedRecord } from '../record-change';
import type { SyncLog } from './log';
import type { NoticeTransport } from './transport';

/** What every destination of one master shares. */
export interface DestinationParts {
  master: { name: string; incarnation: string };
  /** The epoch and settings as last read. */
  epoch(): number;
  config(): Pick<LiveConfig, 'batchMax' | 'bufferMax' | 'resendMs' | 'resendMaxMs'>;
  transport: NoticeTransport;
  clock: Clock;
  timers: Timers;
  chance: Chance;
  log: SyncLog;
}

/** One life of one node. */
export interface Life {
  name: string;
  incarnation: string;
  url: string;
}

/** Entries since this life began, and what waits now. */
export interface DestinationStats {
  sent: number;
  acknowledged: number;
  resent: number;
  waiting: number;
  /** Age of the oldest news that waits; 0 when none does. */
  lagMs: number;
}

const SEQS = 0x1_0000_0000;

/**
 * Tells one life of one node what changed, until it acknowledges (NTF1–6). One message flies at a
 * time; what changes meanwhile goes with the next. A message without a good answer is sent again
 * after a doubling delay, counted from when it was sent; its own deadline doubles with it, so that a
 * slow node is not cut off each time just before it answers. While paused (missed beats) everything
 * is one resync that waits (NTF5).
 */
export class Destination {
  readonly life: Life;
  readonly #parts: DestinationParts;
  readonly #buffer: SyncBuffer<ChangedRecord>;
  readonly #counts = { sent: 0, acknowledged: 0, resent: 0 };
  #failures = 0;
  #retry: TimerHandle | null = null;
  #state: 'running' | 'paused' | 'stopped' = 'running';
  /** The seqs of the last message: named again, they were sent before. */
  #sentBefore = new Set<number>();

  constructor(life: Life, parts: DestinationParts) {
    this.life = life;
    this.#parts = parts;
    this.#buffer = new SyncBuffer<ChangedRecord>({
      firstSeq: Math.floor(parts.chance() * SEQS),
      batchMax: () => parts.config().batchMax,
      bufferMax: () => parts.config().bufferMax,
    });
  }

  /** Changes to tell. Never throws, never waits. */
  put(records: readonly ChangedRecord[]): void {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const record of records) this.#buffer.put(record, nowMs);
    this.#pump();
  }

  /** Whatever was to be told is replaced by "compare" (NTF5). */
  resync(): void {
    this.#buffer.resync(this.#parts.clock.monotonicMs());
    this.#pump();
  }

  /** Missed beats: nothing is sent until `resume` (NTF5). */
  pause(): void {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    this.#cancelRetry();
    this.#buffer.resync(this.#parts.clock.monotonicMs());
  }

  /** The same life beats again. */
  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    this.#failures = 0;
    this.#pump();
  }

  /** This life is over: nothing is sent any more and answers are ignored. */
  stop(): void {
    this.#state = 'stopped';
    this.#cancelRetry();
  }

  stats(): DestinationStats {
    const oldestAtMs = this.#buffer.oldestAtMs();
    return {
      ...this.#counts,
      waiting: this.#buffer.size,
      lagMs: oldestAtMs === null ? 0 : this.#parts.clock.monotonicMs() - oldestAtMs,
    };
  }

  #pump(): void {
    if (this.#state !== 'running' || this.#retry !== null) return;
    const entries = this.#buffer.take();
    if (entries !== null) void this.#send(entries);
  }

  /** Never rejects. */
  async #send(entries: BufferEntry<ChangedRecord>[]): Promise<void> {
    const { clock, transport, log } = this.#parts;
    const sentAtMs = clock.monotonicMs();
    for (const { seq } of entries) {
      if (this.#sentBefore.has(seq)) this.#counts.resent += 1;
    }
    this.#counts.sent += entries.length;
    this.#sentBefore = new Set(entries.map((entry) => entry.seq));
    try {
      const deadlineMs = this.#delayMs(this.#failures + 1, () => 0);
      const outcome = await transport.deliver(this.life, this.#notice(entries), deadlineMs);
      if (this.#state === 'stopped') return;
      if (outcome.kind === 'not-there') {
        // A restart that the list does not show yet, or a node that lost its mind: compare, later.
        this.#failed(sentAtMs);
        this.#buffer.resync(clock.monotonicMs());
        return;
      }
      this.#answered(outcome.body, sentAtMs);
    } catch (reason) {
      if (this.#state === 'stopped') return;
      this.#failed(sentAtMs);
      // The first failure is ordinary; from the second on an operator may want to know.
      if (this.#failures === 2) {
        log.warn({ node: this.life.name, reason: String(reason) }, 'a node does not acknowledge');
      }
    }
  }

  #answered(body: unknown, sentAtMs: number): void {
    const { incarnation } = this.#parts.master;
    const parsed = ack.safeParse(body);
    const isOurs =
      parsed.success &&
      parsed.data.masterIncarnation === incarnation &&
      parsed.data.nodeIncarnation === this.life.incarnation;
    const named = new Set(isOurs ? parsed.data.seqs : []);
    const seqs = [...named].filter((seq) => this.#sentBefore.has(seq));
    if (seqs.length === 0) {
      this.#failed(sentAtMs);
      return;
    }
    this.#counts.acknowledged += seqs.length;
    this.#failures = 0;
    this.#buffer.acknowledge(seqs);
    this.#pump();
  }

  #failed(sentAtMs: number): void {
    const { clock, timers, chance } = this.#parts;
    this.#failures += 1;
    this.#buffer.fail();
    if (this.#state !== 'running') return;
    const dueMs = sentAtMs + this.#delayMs(this.#failures, chance);
    this.#retry = timers.after(Math.max(0, dueMs - clock.monotonicMs()), () => {
      this.#retry = null;
      this.#pump();
    });
  }

  #delayMs(failures: number, chance: Chance): number {
    const { resendMs, resendMaxMs } = this.#parts.config();
    return resendDelayMs(failures, { firstMs: resendMs, maxMs: resendMaxMs }, chance);
  }

  #cancelRetry(): void {
    if (this.#retry !== null) this.#parts.timers.cancel(this.#retry);
    this.#retry = null;
  }

  #notice(entries: readonly BufferEntry<ChangedRecord>[]): Notice {
    const { master } = this.#parts;
    return {
      protocol: PROTOCOL,
      epoch: this.#parts.epoch(),
      master: master.name,
      incarnation: master.incarnation,
      to: this.life.incarnation,
      entries: entries.map(({ seq, change }) =>
        change === null
          ? { op: 'resync', key: 'config', version: 1, channel: 'config', seq }
          : {
              op: change.gone ? 'gone' : 'put',
              key: change.key,
              version: change.version,
              channel: change.channel,
              seq,
            },
      ),
    };
  }
}
