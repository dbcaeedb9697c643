import type { Transport } from './frame-text';

/** What a terminal counted since its start; connections are those open now, of polls the clients. */
export interface TerminalCounters {
  connections: Record<Transport, number>;
  /** Frames and bytes written to pages. */
  frames: number;
  bytes: number;
  /** Changed records pushed: one a record and tick, however many pages. */
  pushes: number;
  /** Writes of changes to pages. */
  deliveries: number;
  /** Pages told to come again later, because too many came at once (PSH7). */
  shed: number;
}

/** All zero. */
export const newTerminalCounters = (): TerminalCounters => ({
  connections: { websocket: 0, sse: 0, poll: 0 },
  frames: 0,
  bytes: 0,
  pushes: 0,
  deliveries: 0,
  shed: 0,
});
