import type { TerminalOut } from '../../lib/api/frames';
import { isPrivateChannel } from '../../lib/api/record-key';
import type { LiveTicket } from '../../lib/node-token/live-ticket';
import type { History } from './history';
import type { SeenPage } from './seen';
import type { Fail } from './violation';

/** What the server drew into a page of its reader: a registration, and how often it was concerned. */
export interface DrawnOwn {
  readonly id: number;
  readonly version: number;
}

/** What the oracle goes by of a ticket. */
export type GivenTicket = Pick<LiveTicket, 'channel' | 'standing' | 'epoch' | 'expiresAtMs'>;

/** A page of somebody who is registered. */
interface OwnPage {
  drawn: readonly DrawnOwn[];
  /** Registrations for which a master refused it a ticket or an answer: until it is drawn anew. */
  readonly refused: Set<number>;
  /** Of the tickets it was given, by registration and epoch: the newest standing, the latest end. */
  readonly tickets: Map<string, { standing: number; expiresAtMs: number }>;
}

/** When frames were written, by the world and by the primary's clock; null while that was just set. */
export interface WrittenAt {
  readonly atMs: number;
  readonly wallMs: number | null;
}

/** A terminal may not have looked for so long whether a ticket has ended: a beat, and clocks. */
const LATE_END_MS = 2_500;

const nameOf = (id: number, epoch: number) => `${id} ${epoch}`;

/**
 * AUT1 and PSH10 at the page's edge: nobody is told of another's affairs; a private stream ends with
 * its ticket and soon after its standing; in the end every page shows what concerned its reader.
 */
export class OwnOracle {
  readonly #pages = new Map<SeenPage, OwnPage>();

  constructor(
    readonly history: History,
    /** How old what a terminal claims to be current may be. */
    readonly ageMaxMs: () => number,
    readonly fail: Fail,
  ) {}

  /** The page was drawn with these registrations of its reader. */
  drawn(page: SeenPage, drawn: readonly DrawnOwn[]): void {
    const known = this.#of(page);
    known.drawn = drawn;
    known.refused.clear();
  }

  /** A master gave it a ticket. */
  given(page: SeenPage, ticket: GivenTicket): void {
    const { channel, standing, epoch, expiresAtMs } = ticket;
    const { tickets } = this.#of(page);
    const name = nameOf(idOf(channel), epoch);
    const before = tickets.get(name);
    tickets.set(name, {
      standing: Math.max(standing, before?.standing ?? 0),
      expiresAtMs: Math.max(expiresAtMs, before?.expiresAtMs ?? 0),
    });
  }

  /** A master refused it. */
  refused(page: SeenPage, id: number): void {
    this.#of(page).refused.add(id);
  }

  /** Frames arrived that were written then. */
  took(page: SeenPage, frames: readonly TerminalOut[], written: WrittenAt): void {
    for (const frame of frames) {
      if (frame.t === 'me') this.#tookMe(page, frame);
      if (frame.t !== 'beat') continue;
      const own = Object.keys(frame.channels).filter(isPrivateChannel);
      for (const channel of own) this.#tookBeat(page, idOf(channel), written);
    }
  }

  #tookMe(page: SeenPage, { id, version }: { id: number; version: number }): void {
    const who = page.life.process;
    const { tickets } = this.#of(page);
    if (![...tickets.keys()].some((name) => name.startsWith(`${id} `))) {
      this.fail('AUT1', `${who} was told of me:${id}, which is another's`);
    }
    const epochs = Array.from({ length: this.history.epoch }, (_, before) => before + 1);
    const wasSo = epochs.some((epoch) =>
      this.history.facts(epoch, `me:${id}`).some((fact) => fact.version === version),
    );
    if (!wasSo) this.fail('FET2', `${who} was told of me:${id}@${version}, which never was`);
  }

  /** The terminal says that the stream stands, and what it knows of that channel is current. */
  #tookBeat(page: SeenPage, id: number, { atMs, wallMs }: WrittenAt): void {
    const { history } = this;
    const who = page.life.process;
    const { tickets } = this.#of(page);
    if (![...tickets.keys()].some((name) => name.startsWith(`${id} `))) {
      this.fail('AUT1', `${who} has a stream of reg:${id} without any ticket`);
    }
    if (page.live.records.epoch() !== history.epoch) return;
    const ticket = tickets.get(nameOf(id, history.epoch));
    if (!ticket) return;
    const standing = history.at(`reg:${id}`, atMs - this.ageMaxMs());
    if (standing && standing.version > ticket.standing) {
      const what = `of standing ${ticket.standing}, it has long been ${standing.version}`;
      this.fail('AUT1', `${who} has a stream of reg:${id} ${what}`);
    }
    if (wallMs !== null && wallMs > ticket.expiresAtMs + LATE_END_MS) {
      this.fail('AUT1', `${who} has a stream of reg:${id} after its ticket ended`);
    }
  }

  /** After healing: what of its reader's affairs a page does not know, or null (PSH10). */
  difference(page: SeenPage): string | null {
    const known = this.#pages.get(page);
    for (const { id, version } of known?.drawn ?? []) {
      if (known?.refused.has(id)) continue;
      const shown = page.live.news?.get(id)?.version ?? version;
      const is = this.history.at(`me:${id}`, Number.POSITIVE_INFINITY)?.version ?? 0;
      if (shown !== is) return `me:${id}@${shown} instead of ${is}`;
    }
    return null;
  }

  #of(page: SeenPage): OwnPage {
    const known = this.#pages.get(page) ?? {
      drawn: [],
      refused: new Set<number>(),
      tickets: new Map(),
    };
    this.#pages.set(page, known);
    return known;
  }
}

const idOf = (channel: string): number => Number(channel.slice('reg:'.length));
