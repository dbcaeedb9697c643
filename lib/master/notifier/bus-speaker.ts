import { type BusMessage, type BusName, CONTROL } from '../../api/bus-wire';
import { PROTOCOL } from '../../api/frames';
import type { Ack, Notice, NoticeEntry } from '../../api/node-wire';
import { busNames } from './bus-names';
import type { NoticeTransport } from './transport';

/** A master's side of whatever carries the bus; an argument, as `NoticeTransport` is. */
export interface BusVoice {
  /** @throws Error where not all of it was taken within `deadlineMs`; some may be out. */
  publish(
    installation: string,
    messages: readonly { name: BusName; message: BusMessage }[],
    deadlineMs: number,
  ): Promise<void>;
  isUp(): boolean;
  close(): Promise<void>;
}

/** Notices over a bus: what `Destination` takes for one more node that acknowledges at once. */
export interface BusSpeaker extends NoticeTransport {
  /** Says that all before `saidUntilMs` was said; one that is still on its way is waited for. */
  beat(at: { epoch: number; saidUntilMs: number }): Promise<void>;
  /** Messages that the bus took. */
  published(): number;
}

/** Names whose last number is remembered; of a forgotten one the next message says that. */
const REMEMBERED_MAX = 100_000;

const BEAT_MAX_MS = 1_000;

/**
 * Says on the bus what a sync buffer gives out (BUS1): each entry under every name where pages may
 * watch it, one message a name, numbered. Taken by the bus counts as acknowledged; what nodes miss
 * after that they find out by the numbers and the beats.
 */
export function createBusSpeaker(parts: {
  master: { name: string; incarnation: string };
  voice: BusVoice;
  /** Which database this is; null before it was read. */
  installation(): string | null;
}): BusSpeaker {
  const { master, voice } = parts;
  let n = 0;
  let published = 0;
  let isBeating = false;
  const lasts = new Map<BusName, number>();
  /** Names spoken under since the last beat that was taken. */
  const spoken = new Map<BusName, number>();

  function number(name: BusName): { n: number; after: number | null } {
    const after = lasts.get(name) ?? null;
    n += 1;
    lasts.delete(name);
    lasts.set(name, n);
    if (name !== CONTROL) spoken.set(name, n);
    const [oldest] = lasts.keys();
    if (lasts.size > REMEMBERED_MAX && oldest !== undefined) lasts.delete(oldest);
    return { n, after };
  }

  const envelope = (name: BusName, epoch: number) => ({
    protocol: PROTOCOL as typeof PROTOCOL,
    epoch,
    master: master.name,
    incarnation: master.incarnation,
    ...number(name),
  });

  async function publish(
    messages: readonly { name: BusName; message: BusMessage }[],
    deadlineMs: number,
  ): Promise<void> {
    const installation = parts.installation();
    if (installation === null) throw new Error('the database is not known yet');
    await voice.publish(installation, messages, deadlineMs);
    published += messages.length;
  }

  function compose(notice: Notice): { name: BusName; message: BusMessage }[] {
    const byName = new Map<BusName, Omit<NoticeEntry, 'seq'>[]>();
    for (const { seq: _, ...entry } of notice.entries) {
      for (const name of busNames(entry)) {
        const entries = byName.get(name);
        if (entries) entries.push(entry);
        else byName.set(name, [entry]);
      }
    }
    return [...byName].map(([name, entries]) => ({
      name,
      message: { t: 'notice', ...envelope(name, notice.epoch), entries },
    }));
  }

  return {
    async deliver(_to, notice, deadlineMs) {
      // Numbers are drawn only for what is said: a gap makes every node compare.
      if (!voice.isUp()) throw new Error('the bus is not connected');
      await publish(compose(notice), deadlineMs);
      const body: Ack = {
        master: notice.master,
        masterIncarnation: notice.incarnation,
        nodeIncarnation: notice.to,
        seqs: notice.entries.map((entry) => entry.seq),
      };
      return { kind: 'answered', body };
    },
    async beat({ epoch, saidUntilMs }) {
      if (isBeating || !voice.isUp()) return;
      isBeating = true;
      const said = new Map(spoken);
      const message: BusMessage = {
        t: 'beat',
        ...envelope(CONTROL, epoch),
        saidUntilMs,
        lasts: Object.fromEntries(said),
      };
      try {
        await publish([{ name: CONTROL, message }], BEAT_MAX_MS);
        for (const [name, last] of said) if (spoken.get(name) === last) spoken.delete(name);
      } catch {
        // The next beat says it all again; nodes that hear none want to be told directly.
      } finally {
        isBeating = false;
      }
    },
    published: () => published,
    close: () => voice.close(),
  };
}
