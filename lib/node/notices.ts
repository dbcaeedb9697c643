import type { BusMessage } from '../api/bus-wire';
import { PROTOCOL } from '../api/frames';
import { hearMessage } from '../api/hear-message';
import { type Ack, type NoticeEntry, notice, seq } from '../api/node-wire';
import { verifyToken } from '../node-token/token';
import type { Clock } from '../shared/ports';
import { err, ok, type Result } from '../shared/result';
import { type Appetite, hasBody } from './appetite';
import type { NodeCounters } from './counters';
import type { Fetcher } from './fetcher';
import type { LeftOut } from './left-out';

/** Why a notice is not acknowledged: the HTTP status and a line for the master's log. */
export interface NoticeRefusal {
  status: 400 | 401 | 409;
  detail: string;
}

/** Takes the body of a notice whose sender is known to be a master. */
export type TakeNotice = (body: unknown) => Result<Ack, NoticeRefusal>;

/** Receives what masters notify: `POST /internal/notify`, or on the bus. */
export interface Notices {
  /** What a master said on the bus (BUS1). @returns false where its epoch is lower (EPO2). */
  heard(message: BusMessage): boolean;
  /** Checks the token first, so that nothing of a stranger is read or parsed (NOD1). */
  admit(authorization: string | undefined): Result<TakeNotice, NoticeRefusal>;
}

/** The seqs of entries that were left out, where they have one. */
const seqsOf = (entries: readonly unknown[]) =>
  entries.flatMap((entry) => {
    const parsed = seq.safeParse((entry as { seq?: unknown }).seq);
    return parsed.success ? [parsed.data] : [];
  });

/**
 * Applies notices (NTF3, NOD1). They are acknowledged once they are demands in memory, not once the
 * records are here: if this process dies, its next life has another incarnation and compares.
 */
export function createNotices(options: {
  name: string;
  incarnation: string;
  secret: string;
  clock: Clock;
  appetite: Appetite;
  fetcher: Fetcher;
  counters: NodeCounters;
  leftOut: LeftOut;
  epoch: () => number | null;
  onHigherEpoch: (epoch: number) => void;
  onResync: () => void;
}): Notices {
  const { clock, appetite, fetcher, counters } = options;

  function apply(entry: Omit<NoticeEntry, 'seq'>, epoch: number): void {
    const { op, key, version, channel } = entry;
    const noticedAtMs = clock.monotonicMs();
    if (op === 'resync') options.onResync();
    else if (!appetite.wants(key, channel)) counters.entriesUnwatched += 1;
    else if (op === 'put' && hasBody(key)) {
      fetcher.demand({ key, channel, minVersion: version, noticedAtMs });
    } else if (version > appetite.heldVersion(key)) {
      const record = { key, version, channel, gone: op === 'gone', body: null };
      appetite.take(record, { epoch, noticedAtMs });
    }
  }

  function applyAll(entries: readonly Omit<NoticeEntry, 'seq'>[], epoch: number): void {
    counters.notices += 1;
    counters.noticeEntries += entries.length;
    for (const entry of entries) apply(entry, epoch);
  }

  const take: TakeNotice = (body) => {
    const heard = hearMessage(notice, body);
    if (!heard) {
      return err({ status: 400, detail: `not a notice of protocol ${PROTOCOL}` });
    }
    const { epoch, master, incarnation, to, entries } = heard.value;
    if (to !== options.incarnation) {
      return err({ status: 409, detail: 'for an earlier life of this node' });
    }
    const known = options.epoch();
    if (known !== null && epoch < known) {
      return err({ status: 409, detail: `of epoch ${epoch}; this node is in epoch ${known}` });
    }
    if (known === null || epoch > known) options.onHigherEpoch(epoch);
    options.leftOut(master, heard.left);
    applyAll(entries, epoch);
    return ok({
      master,
      masterIncarnation: incarnation,
      nodeIncarnation: options.incarnation,
      // What names no record is not better for being said again.
      seqs: [...entries.map((entry) => entry.seq), ...seqsOf(heard.left)],
    });
  };

  return {
    heard(message) {
      const { epoch } = message;
      const known = options.epoch();
      if (known !== null && epoch < known) return false;
      if (known === null || epoch > known) options.onHigherEpoch(epoch);
      if (message.t === 'notice') applyAll(message.entries, epoch);
      return true;
    },
    admit(authorization) {
      const expected = { to: [options.name], nowMs: clock.wallMs() };
      const isMaster = verifyToken(options.secret, authorization, expected).ok;
      return isMaster ? ok(take) : err({ status: 401, detail: 'a token of a master is needed' });
    },
  };
}
