import type { Clock, TimerHandle, Timers } from '@/lib/shared/ports';

/** The signed copy of a session lives five minutes (AUT3); this leaves one for the way. */
export const REFRESH_MS = 240_000;

/** After an answer that did not come. */
export const RETRY_MS = 30_000;

/** What the house says of the session that the page was drawn for. */
export type SessionState = 'kept' | 'changed' | 'unreachable';

/** What keeping a session needs; everything of the browser as an argument. */
export interface SessionPorts {
  clock: Clock;
  timers: Timers;
  renew(): Promise<SessionState>;
  isVisible(): boolean;
  /** Calls back when the page is seen again. @returns how to stop. */
  onVisible(told: () => void): () => void;
  /** When any tab renewed it last, by the device's clock; null when nobody knows. */
  readRenewedMs(): number | null;
  writeRenewedMs(ms: number): void;
  /** The session has ended, or somebody else has signed in: the page should be drawn anew. */
  changed(): void;
}

/**
 * Renews the signed copy of the session before it ends, while the page is seen: as long as it holds,
 * a bid is let in without a database read. All tabs share one. @returns how to stop.
 */
export function keepSession(ports: SessionPorts): () => void {
  const { clock, timers } = ports;
  let timer: TimerHandle | null = null;
  let isOver = false;
  let isAsking = false;

  function wait(delayMs: number) {
    if (timer) timers.cancel(timer);
    timer = isOver ? null : timers.after(delayMs, check);
  }

  function check() {
    if (isOver || isAsking) return;
    if (!ports.isVisible()) return wait(REFRESH_MS);
    const leftMs = leftOf(ports.readRenewedMs(), clock.wallMs());
    if (leftMs > 0) return wait(leftMs);
    isAsking = true;
    void ports.renew().then((state) => {
      isAsking = false;
      if (isOver) return;
      if (state === 'unreachable') return wait(RETRY_MS);
      if (state === 'changed') {
        stop();
        return ports.changed();
      }
      ports.writeRenewedMs(clock.wallMs());
      wait(REFRESH_MS);
    });
  }

  const stopWatching = ports.onVisible(check);
  function stop() {
    isOver = true;
    stopWatching();
    if (timer) timers.cancel(timer);
    timer = null;
  }

  wait(0);
  return stop;
}

/** Milliseconds until the copy should be renewed. */
function leftOf(renewedMs: number | null, nowMs: number): number {
  if (renewedMs === null || renewedMs > nowMs) return 0;
  return Math.max(0, renewedMs + REFRESH_MS - nowMs);
}
