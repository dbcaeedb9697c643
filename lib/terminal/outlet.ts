import type { Transport } from './frame-text';
import type { HeldRecord } from './held-record';

/** Why a terminal ends a connection. The page learns `kind` from an `error` frame first. */
export type CloseReason = 'going-away' | 'invalid' | 'too-slow' | 'try-later';

/** Whether it is the page's own doing, which is said in the log. */
export const isFault = (reason: CloseReason): boolean =>
  reason === 'invalid' || reason === 'too-slow';

/** One page's connection, whatever carries it; a simulator gives its own. */
export interface Outlet {
  readonly transport: Transport;
  /** Whether it can be written to now: a client that polls cannot between answer and question. */
  isOpen(): boolean;
  /**
   * Hands bytes to the transport; never waits and never throws.
   * @param records what of them is to be parked where it is not delivered (PSH6).
   */
  write(bytes: Buffer, records: readonly HeldRecord[]): void;
  /** Bytes handed over and not yet taken by the network. */
  unsentBytes(): number;
  /**
   * Ends the connection; `closed` of the page's connection follows.
   * @param kind what was wrong, where it was.
   */
  close(reason: CloseReason, kind?: string): void;
}
