import { isPrivateChannel } from '../api/record-key';
import type { Chance, Clock, TimerHandle, Timers } from '../shared/ports';
import type { LinkPath } from './link';
import { type AskOwn, createOwnNews, type OwnNews, type OwnSeed } from './own-news';
import { type AskTicket, createOwnTickets, type OwnTickets } from './own-tickets';

/** What a page asks a master about its reader. */
export interface OwnPorts {
  askTicket: AskTicket;
  askOwn: AskOwn;
}

/** The reader's own part of the page; see `createOwn`. */
export interface Own
  extends Pick<OwnTickets, 'ahead' | 'take' | 'linked' | 'unlinked' | 'distrusted'> {
  news: OwnNews;
  /** The page shows these registrations of the reader. @returns how to stop. */
  watch(own: readonly OwnSeed[]): () => void;
  /** The stream of a private channel ended. */
  ended(channel: string): void;
  /** Takes the private channels out of a beat's digests, and looks at them. @returns the others. */
  announced(channels: Record<string, string>, epoch: number): Record<string, string>;
}

/** Beats whose digest differs before the page says again what it holds; doubling while that is vain. */
const DIFFERS_MIN = 2;
const DIFFERS_MAX = 64;

/** Beats without a word of a private channel that should stand. */
const SILENT_BEATS = 10;

/**
 * The private channels of the page's reader (AUT1, PSH10). What the page claims to be current (PSH7)
 * does not hang on them: they only say that there is something to ask a master about.
 */
export function createOwn(deps: {
  clock: Clock;
  timers: Timers;
  chance: Chance;
  ports: OwnPorts;
  /** Say on the link what `take` gives. */
  present(): void;
  /** Say again what is held: a notice was lost. */
  resync(): void;
}): Own {
  const { timers, ports } = deps;
  const tickets = createOwnTickets({ ...deps, ask: ports.askTicket });
  const news = createOwnNews({ ...deps, ask: ports.askOwn });
  const watches = new Map<object, readonly OwnSeed[]>();
  let rewatch: TimerHandle | null = null;
  let differing = 0;
  let tolerated = DIFFERS_MIN;
  /** Beats without a word of a channel, by channel. */
  const silent = new Map<string, number>();

  const shown = () =>
    [...new Set([...watches.values()].flat().map(({ id }) => id))].map((id) => `reg:${id}`);

  function rewatchNow() {
    if (rewatch) timers.cancel(rewatch);
    rewatch = null;
    tickets.want(shown());
  }

  /** A stream whose end was said and did not arrive shows in beats that prove all else. */
  function listen(channels: Record<string, string>, isProof: boolean) {
    for (const channel of shown()) {
      const isSaid = Object.hasOwn(channels, channel);
      const beats = isSaid || !isProof ? 0 : (silent.get(channel) ?? 0) + 1;
      silent.set(channel, beats % SILENT_BEATS);
      if (beats >= SILENT_BEATS) tickets.ended(channel);
    }
  }

  /** A page that leaves and the next one that comes change what is wanted once, not twice. */
  function rewatchSoon() {
    if (rewatch) timers.cancel(rewatch);
    rewatch = timers.after(0, rewatchNow);
  }

  function differed() {
    differing += 1;
    if (differing < tolerated) return;
    differing = 0;
    tolerated = Math.min(DIFFERS_MAX, 2 * tolerated);
    deps.resync();
  }

  return {
    news,
    ahead(path) {
      // The link opens in the same turn in which a page comes.
      if (rewatch) rewatchNow();
      return tickets.ahead(path);
    },
    take: (path: LinkPath) => tickets.take(path),
    linked: (path) => tickets.linked(path),
    unlinked: () => tickets.unlinked(),
    distrusted: () => tickets.distrusted(),
    ended: (channel) => tickets.ended(channel),
    watch(own) {
      const token = {};
      watches.set(token, own);
      news.seed(own);
      rewatchSoon();
      return () => {
        watches.delete(token);
        rewatchSoon();
      };
    },
    announced(channels, epoch) {
      const others: Record<string, string> = {};
      let isEqual = true;
      let isAny = false;
      for (const [name, digest] of Object.entries(channels)) {
        if (!isPrivateChannel(name)) others[name] = digest;
        else {
          isAny = true;
          if (news.announced(name, digest, epoch)) tickets.proven(name);
          else isEqual = false;
        }
      }
      listen(channels, Object.keys(others).length > 0);
      if (isAny && !isEqual) differed();
      else if (isAny) {
        differing = 0;
        tolerated = DIFFERS_MIN;
      }
      return others;
    },
  };
}
