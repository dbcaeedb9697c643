import type { Notice } from '../../../api/node-wire';
import type { RosterRead, RosterRow } from '../../../db/sync-roster-read';
import type { NoticeOutcome, NoticeTransport } from '../transport';
import type { FakeTime } from './fake-time';

/** How a node treats the next notices. */
export type Mood = 'answers' | 'silent' | 'restarted' | 'acks-nothing' | 'holds';

/** Nodes behind a network that a test commands, and the primary's list of them. */
export class FakeNodes implements NoticeTransport {
  readonly delivered: { to: string; atMs: number; notice: Notice; deadlineMs: number }[] = [];
  readonly roster: RosterRead = {
    installation: 'the-database-of-tests',
    epoch: 1,
    configVersion: 1,
    config: {},
    nodes: [],
  };
  mood: Mood = 'answers';
  isPrimaryUp = true;
  #held: (() => void)[] = [];

  constructor(readonly time: FakeTime) {}

  /** Puts a node on the list, or a new life of it. */
  list(name: string, incarnation: string, more: Partial<RosterRow> = {}): RosterRow {
    const row: RosterRow = {
      name,
      incarnation,
      kind: 'terminal',
      url: `http://127.0.0.1:4001/${name}`,
      publicUrl: null,
      lastSeenMs: 0,
      silentMs: 0,
      ...more,
    };
    this.roster.nodes = [...this.roster.nodes.filter((node) => node.name !== name), row];
    return row;
  }

  readonly read = async (): Promise<RosterRead> => {
    if (!this.isPrimaryUp) throw new Error('the primary is down');
    return structuredClone(this.roster);
  };

  /** Answers what is held. */
  release(): void {
    for (const answer of this.#held.splice(0)) answer();
  }

  deliver(to: { name: string }, notice: Notice, deadlineMs: number): Promise<NoticeOutcome> {
    this.delivered.push({ to: to.name, atMs: this.time.clock.monotonicMs(), notice, deadlineMs });
    const ack = (seqs: number[]): NoticeOutcome => ({
      kind: 'answered',
      body: {
        master: notice.master,
        masterIncarnation: notice.incarnation,
        nodeIncarnation: notice.to,
        seqs,
      },
    });
    const all = notice.entries.map((entry) => entry.seq);
    switch (this.mood) {
      case 'answers':
        return Promise.resolve(ack(all));
      case 'acks-nothing':
        return Promise.resolve(ack([]));
      case 'restarted':
        return Promise.resolve({ kind: 'not-there' });
      case 'holds':
        return new Promise((resolve) => this.#held.push(() => resolve(ack(all))));
      case 'silent':
        return new Promise((_, reject) => {
          this.time.after(deadlineMs, () => reject(new Error('no answer')));
        });
    }
  }

  async close(): Promise<void> {}
}
