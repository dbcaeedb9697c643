import { TICKETS_MAX } from '../api/frames';
import { splitKey } from '../api/record-key';
import type { SyncNode } from '../node/node';
import { type LiveTicket, type TicketProblem, verifyTicket } from '../node-token/live-ticket';
import type { Clock, TimerHandle, Timers } from '../shared/ports';
import { type FrameText, frameText } from './frame-text';
import type { PageConnection } from './page-connection';
import { createUsedTickets } from './used-tickets';
import { concernOf, type WatchedRecords } from './watched-records';

/** How a ticket came: in a message that only its sender and we read, or in an address, once. */
export type SaidIn = 'message' | 'address';

/** What a private stream is told of the node it is at. */
export type TicketNode = Pick<
  SyncNode,
  'epoch' | 'told' | 'primaryTime' | 'mayClaim' | 'compareSoon' | 'demand' | 'ticketKeys'
>;

/** One page's stream of one private channel. */
interface Stream {
  readonly channel: string;
  /** The registration. */
  readonly id: number;
  readonly sinceMs: number;
  standing: number;
  expiresAtMs: number;
  /** Version of `me:9` that the page was sent last. */
  sentVersion: number;
}

/**
 * The private channels of the pages here (AUT1, PSH10). A stream is opened by a ticket and ends, with
 * a word to its page, when that expires, when the standing it was signed for has changed, or with the
 * epoch; the page's public part knows nothing of it. Only versions pass here.
 */
export class PrivateStreams {
  readonly #used = createUsedTickets();
  readonly #byPage = new Map<PageConnection, Map<string, Stream>>();
  readonly #byChannel = new Map<string, Set<PageConnection>>();
  readonly #changed = new Set<string>();
  readonly #bornMs: number;
  #timer: TimerHandle | null = null;

  constructor(
    readonly options: {
      node: () => TicketNode;
      records: WatchedRecords;
      clock: Clock;
      timers: Timers;
      /** Where pages reach this terminal; null where none may. */
      origin: () => string | null;
    },
  ) {
    this.#bornMs = options.clock.monotonicMs();
  }

  /**
   * Opens the channels of these tickets to a page, or keeps them open for longer. @returns false
   * where one is no ticket of any master: no page of ours says such a thing.
   */
  present(page: PageConnection, tickets: readonly string[], saidIn: SaidIn): boolean {
    for (const text of tickets.slice(0, TICKETS_MAX)) {
      const problem = this.#open(page, text, saidIn);
      if (problem === 'forged' || problem === 'malformed') return false;
    }
    return true;
  }

  /** A record of a private channel is held in a newer version. */
  changed(channel: string): void {
    this.#changed.add(channel);
    // What belongs together comes together: first what concerns the person, then what ends it.
    this.#timer ??= this.options.timers.after(this.options.node().told().config.tickMs, () => {
      this.#timer = null;
      const channels = [...this.#changed];
      this.#changed.clear();
      for (const name of channels) this.#tellAll(name);
    });
  }

  /** The page can be written to again. */
  drained(page: PageConnection): void {
    for (const stream of [...(this.#byPage.get(page)?.values() ?? [])]) this.#tell(page, stream);
  }

  /** What was sent may not have arrived: it is sent again. */
  sendAgain(page: PageConnection): void {
    for (const stream of this.#byPage.get(page)?.values() ?? []) stream.sentVersion = 0;
    this.drained(page);
  }

  /** Digests of the private channels that this page may call proven, for its beat (PSH7, ANT2). */
  digests(page: PageConnection): Record<string, string> {
    const { records, node } = this.options;
    const digests: Record<string, string> = {};
    for (const { channel, sinceMs } of this.#byPage.get(page)?.values() ?? []) {
      const provenAtMs = records.provenAtMs(channel);
      if (provenAtMs === null || provenAtMs < sinceMs) continue;
      if (!node().mayClaim(concernOf([channel]))) continue;
      for (const { name, digest } of records.digests([channel])) digests[name] = digest;
    }
    return digests;
  }

  /** Whether a page has any, so that its beat is its own. */
  has(page: PageConnection): boolean {
    return this.#byPage.has(page);
  }

  /** Ends what has expired; called with each beat. */
  expire(): void {
    const nowMs = this.#nowMs();
    for (const [page, streams] of [...this.#byPage]) {
      for (const stream of [...streams.values()]) {
        if (stream.expiresAtMs <= nowMs) this.#tell(page, stream);
      }
    }
  }

  /** A higher epoch: standings of another history say nothing (EPO2). */
  dropAll(): void {
    for (const streams of this.#byPage.values()) {
      for (const stream of streams.values()) stream.expiresAtMs = 0;
    }
    this.expire();
  }

  /** The page is gone. */
  closed(page: PageConnection): void {
    for (const channel of [...(this.#byPage.get(page)?.keys() ?? [])]) this.#forget(page, channel);
  }

  #open(page: PageConnection, text: string, saidIn: SaidIn): TicketProblem | null {
    const { node, clock, records } = this.options;
    const nowMs = this.#nowMs();
    const checked = verifyTicket(text, {
      publicKeys: node().ticketKeys(),
      epoch: node().epoch() ?? 0,
      nowMs,
      terminal: saidIn === 'message' ? null : (this.options.origin() ?? 'nowhere'),
    });
    if (!checked.ok) return this.#refuse(page, text, checked.error);
    const { channel, standing, expiresAtMs } = checked.value;
    if (saidIn === 'address' && !this.#isFirstUse(checked.value, nowMs)) {
      return this.#refuse(page, text, 'used');
    }
    const streams = this.#byPage.get(page) ?? new Map<string, Stream>();
    const known = streams.get(channel);
    if (!known && streams.size >= TICKETS_MAX) return null;
    this.#byPage.set(page, streams);
    const stream = known ?? {
      channel,
      id: splitKey(channel).id,
      sinceMs: clock.monotonicMs(),
      standing,
      expiresAtMs,
      sentVersion: 0,
    };
    stream.standing = Math.max(stream.standing, standing);
    stream.expiresAtMs = Math.max(stream.expiresAtMs, expiresAtMs);
    if (!known) {
      streams.set(channel, stream);
      const pages = this.#byChannel.get(channel) ?? new Set();
      this.#byChannel.set(channel, pages.add(page));
      records.watch(channel);
      node().compareSoon(channel);
    }
    this.#tell(page, stream);
    return null;
  }

  /** A ticket of before this process began may have been used in its earlier life. */
  #isFirstUse(ticket: LiveTicket, nowMs: number): boolean {
    const livedMs = this.options.clock.monotonicMs() - this.#bornMs;
    return ticket.signedAtMs >= nowMs - livedMs && this.#used.use(ticket, nowMs);
  }

  /** A ticket that was one: the page may ask for another. */
  #refuse(page: PageConnection, text: string, problem: TicketProblem): TicketProblem {
    const payload = Buffer.from(text.split('.')[0] ?? '', 'base64url').toString('utf8');
    const channel = /^(reg:\d{1,10})\//.exec(payload)?.[1];
    if (channel && problem !== 'forged' && problem !== 'malformed') {
      page.send([endFrame(channel, `ticket-${problem}`)]);
    }
    return problem;
  }

  #tellAll(channel: string): void {
    for (const page of [...(this.#byChannel.get(channel) ?? [])]) {
      const stream = this.#byPage.get(page)?.get(channel);
      if (stream) this.#tell(page, stream);
    }
  }

  /** Says what is news to a page that can be written to; a slow one hears it when it has read. */
  #tell(page: PageConnection, stream: Stream): void {
    if (page.isSlow) return;
    const { records } = this.options;
    const { id, channel } = stream;
    // In one write: the answer to a poll ends with the first.
    const frames: FrameText[] = [];
    const version = records.heldVersion(`me:${id}`);
    if (version > stream.sentVersion) {
      stream.sentVersion = version;
      frames.push(frameText({ t: 'me', id, version }));
    }
    const isRevoked = records.heldVersion(`reg:${id}`) > stream.standing;
    if (isRevoked || stream.expiresAtMs <= this.#nowMs()) {
      this.#forget(page, channel);
      frames.push(endFrame(channel, isRevoked ? 'ticket-revoked' : 'ticket-expired'));
    }
    page.send(frames);
  }

  #forget(page: PageConnection, channel: string): void {
    const streams = this.#byPage.get(page);
    if (!streams?.delete(channel)) return;
    if (streams.size === 0) this.#byPage.delete(page);
    const pages = this.#byChannel.get(channel);
    pages?.delete(page);
    if (pages?.size === 0) this.#byChannel.delete(channel);
    this.options.records.unwatch(channel);
  }

  #nowMs(): number {
    return this.options.node().primaryTime.now()?.ms ?? 0;
  }
}

/** One private channel ended; another ticket may open it again. */
const endFrame = (channel: string, kind: string): FrameText =>
  frameText({ t: 'error', kind, retry: 'after-resync', channel });
