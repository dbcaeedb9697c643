import type { PageClaim } from '../sync/catch-up';
import type { Outlet } from './outlet';
import type { ParkedPush } from './parked/parked-push';
import type { SaidIn } from './private-streams';
import type { TerminalCounters } from './terminal-counters';
import type { WatchedName } from './watch-address';

/** What a client that polls says with each question. */
export interface PollQuestion {
  claim: PageClaim;
  /** Open private channels, each once (AUT1). */
  tickets: readonly string[];
  /** It begins, here or anew: the answer brings a hello. */
  isFirst: boolean;
  /** The answer before this question arrived; else what it told may have been lost. */
  isTaken: boolean;
}

/** What a transport does with one page. */
export interface PageHandle {
  /** The page says what it holds (PSH2); at the start, and again whenever a digest differed. */
  sync(claim: PageClaim): void;
  /** The same of a client that polls: only what is news to it is written, or nothing. */
  ask(question: PollQuestion): void;
  /**
   * Opens private channels with tickets (AUT1), or ends the connection where one is no ticket of a
   * master.
   */
  present(tickets: readonly string[], saidIn: SaidIn): void;
  /** What this page was to be sent elsewhere and was not (PSH6). */
  owe(pushes: readonly ParkedPush[]): void;
  /** A round-trip probe: answered at once by a beat. */
  ping(): void;
  /** Writes a beat, which ends the answer to a poll. */
  beat(): void;
  /** The network took what was written. */
  drained(): void;
  /** An `error` frame and the end. */
  refuse(kind: string, retry: 'never' | 'after-backoff'): void;
  /** The connection has ended. */
  closed(): void;
}

/** All pages of a terminal. */
export interface PageHub {
  connect(outlet: Outlet, names: readonly WatchedName[]): PageHandle;
  start(): void;
  /** Writes what gathered for this tick, now. */
  flush(): void;
  /** The config or the list of terminals changed: pages get a new hello. */
  greetAll(): void;
  /** Ends every connection; pages move to another terminal. */
  closeAll(): void;
  counters(): TerminalCounters;
  /** Clients that wait for the answer to a poll now. */
  heldPolls(): number;
  /** Pages that read slower than they are written to (PSH3). */
  slowPages(): number;
  /** Bytes written to pages that the network has not taken. */
  unsentBytes(): number;
}
