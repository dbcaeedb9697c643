import type { Chance, Clock, TimerHandle, Timers } from '../shared/ports';
import { resendDelayMs } from '../sync/backoff';
import type { LinkPath } from './link';

/**
 * Asks a master for a ticket to a private channel (AUT1), for one terminal's address or, with null,
 * for a message. `refused`: this reader gets none. Null: nobody answered.
 */
export type AskTicket = (wanted: {
  channel: string;
  terminal: string | null;
}) => Promise<{ ticket: string; lifeMs: number } | 'refused' | null>;

/** See `createOwnTickets`. */
export interface OwnTickets {
  /** The private channels of what the page shows now. */
  want(channels: readonly string[]): void;
  /**
   * Asks for what an address that leads there has to say, before it is opened: a stream cannot be
   * spoken to, and would be opened twice. Null where there is nothing to wait for; else it settles
   * once there is no more to be had, or has been long enough.
   */
  ahead(path: LinkPath): Promise<unknown> | null;
  /** What there is to be said as a link to there opens, or says again what is held. */
  take(path: LinkPath): string[];
  /** A link to there said hello. */
  linked(path: LinkPath): void;
  /** There is no link. */
  unlinked(): void;
  /** A terminal ended the stream of this channel, or it should stand and does not. */
  ended(channel: string): void;
  /** A terminal took a ticket of ours for no ticket of a master. */
  distrusted(): void;
  /** A beat proved the channel: its stream stands. */
  proven(channel: string): void;
}

interface Wanted {
  channel: string;
  /** Asked for and not said yet; over a WebSocket it may be said again while it is good. */
  ticket: { text: string; terminal: string | null; untilMs: number } | null;
  /** Until when the stream on this link stands; null: it has none. */
  heldUntilMs: number | null;
  isAsking: boolean;
  isRefused: boolean;
  failures: number;
  notBeforeMs: number;
}

/** A ticket is renewed so long before it ends, and up to as much earlier again by chance. */
const RENEW_BEFORE_MS = 60_000;
const RENEW_SPREAD_MS = 30_000;

/** Longest wait for tickets before an address is opened without them. */
const AHEAD_MS = 250;

/** After a ticket that opened nothing. */
const PATIENCE = { firstMs: 1_000, maxMs: 60_000 };

/** The terminal whose address would show the ticket; null where it is said in a message. */
const shownAt = ({ transport, origin }: LinkPath) => (transport === 'websocket' ? null : origin);

/** Whether all private streams there end when something is said: the address is opened anew. */
const beginsAnew = ({ transport }: LinkPath) => transport === 'sse';

/**
 * Keeps the page's private channels open (AUT1): asks for a ticket when a link stands, says it there,
 * renews it before it ends, and asks again when a terminal ended the stream. Whoever is refused stays
 * so until the server renders them another page.
 */
export function createOwnTickets(deps: {
  clock: Clock;
  timers: Timers;
  chance: Chance;
  ask: AskTicket;
  /** Say on the link what `take` gives. */
  present(): void;
}): OwnTickets {
  const { clock, timers, chance } = deps;
  let wanted: Wanted[] = [];
  let path: LinkPath | null = null;
  let timer: TimerHandle | null = null;

  /** Whether it may be said where this leads. */
  const isGood = (ticket: Wanted['ticket'], to: LinkPath): ticket is NonNullable<typeof ticket> =>
    ticket?.terminal === shownAt(to) && ticket.untilMs > clock.monotonicMs();

  const of = (channel: string) => wanted.find((one) => one.channel === channel);

  function renewAtMs(one: Wanted): number {
    if (one.heldUntilMs === null) return one.notBeforeMs;
    const earlyMs = RENEW_BEFORE_MS + chance() * RENEW_SPREAD_MS;
    return Math.max(one.notBeforeMs, one.heldUntilMs - earlyMs);
  }

  function arm() {
    if (timer) timers.cancel(timer);
    timer = null;
    const open = wanted.filter((one) => !one.isAsking && !one.isRefused);
    if (!path || open.length === 0) return;
    const dueMs = Math.min(...open.map(renewAtMs)) - clock.monotonicMs();
    // Up to whole milliseconds: a timer may fire a fraction early, and then nothing would be due yet.
    timer = timers.after(Math.max(0, Math.ceil(dueMs)), () => {
      timer = null;
      void fill();
    });
  }

  function failed(one: Wanted) {
    one.failures += 1;
    const waitMs = one.failures === 1 ? 0 : resendDelayMs(one.failures - 1, PATIENCE, chance);
    one.notBeforeMs = clock.monotonicMs() + waitMs;
  }

  async function ask(one: Wanted, terminal: string | null): Promise<boolean> {
    one.isAsking = true;
    const askedMs = clock.monotonicMs();
    const given = await deps.ask({ channel: one.channel, terminal });
    one.isAsking = false;
    if (given === 'refused') one.isRefused = true;
    else if (given === null) {
      one.failures = Math.max(1, one.failures);
      failed(one);
    } else {
      one.ticket = { text: given.ticket, terminal, untilMs: askedMs + given.lifeMs };
      return true;
    }
    return false;
  }

  /** Asks for all that is due at once, so that a stream that has to open anew does so once. */
  async function fill() {
    const at = path;
    if (!at) return;
    // What falls due soon is asked for with what is due.
    const soonMs = clock.monotonicMs() + RENEW_SPREAD_MS;
    const isDue = (one: Wanted) => {
      const isHeld = one.heldUntilMs !== null;
      return isHeld ? renewAtMs(one) <= soonMs : one.notBeforeMs <= clock.monotonicMs();
    };
    const open = wanted.filter((one) => !one.isAsking && !one.isRefused);
    // Who says one ticket there says all: else each would end the streams of the others, without end.
    const due = beginsAnew(at) && open.some(isDue) ? open : open.filter(isDue);
    // One that came too late for the address is said now.
    const isKept = ({ ticket }: Wanted) => ticket?.terminal != null && isGood(ticket, at);
    const got = await Promise.all(due.map((one) => isKept(one) || ask(one, shownAt(at))));
    if (got.some(Boolean) && path?.origin === at.origin && path.transport === at.transport) {
      deps.present();
    }
    arm();
  }

  return {
    want(channels) {
      wanted = channels.map((channel) => {
        const known = of(channel);
        if (known) known.isRefused = false;
        return (
          known ?? {
            channel,
            ticket: null,
            heldUntilMs: null,
            isAsking: false,
            isRefused: false,
            failures: 0,
            notBeforeMs: Number.NEGATIVE_INFINITY,
          }
        );
      });
      arm();
    },
    ahead(to) {
      const terminal = shownAt(to);
      if (terminal === null) return null;
      const nowMs = clock.monotonicMs();
      const due = wanted.filter(
        (one) =>
          !one.isAsking && !one.isRefused && one.notBeforeMs <= nowMs && !isGood(one.ticket, to),
      );
      if (due.length === 0) return null;
      const asked = Promise.all(due.map((one) => ask(one, terminal))).then(arm);
      const enough = new Promise((resolve) => void timers.after(AHEAD_MS, () => resolve(null)));
      return Promise.race([asked, enough]);
    },
    take(to) {
      return wanted.flatMap((one) => {
        const { ticket } = one;
        const good = isGood(ticket, to) ? ticket : null;
        const stands = beginsAnew(to) ? null : one.heldUntilMs;
        one.heldUntilMs = good?.untilMs ?? stands;
        if (good?.terminal !== null) one.ticket = null;
        return good ? [good.text] : [];
      });
    },
    linked(to) {
      path = to;
      arm();
    },
    unlinked() {
      path = null;
      for (const one of wanted) one.heldUntilMs = null;
      arm();
    },
    ended(channel) {
      const one = of(channel);
      if (!one || one.heldUntilMs === null) return;
      one.ticket = null;
      one.heldUntilMs = null;
      failed(one);
      arm();
    },
    distrusted() {
      for (const one of wanted) {
        one.ticket = null;
        one.heldUntilMs = null;
        one.failures = Math.max(one.failures, 5);
        failed(one);
      }
      arm();
    },
    proven(channel) {
      const one = of(channel);
      if (one) one.failures = 0;
    },
  };
}
