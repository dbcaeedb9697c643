import WebSocket from 'ws';
import type { TerminalOut } from '../../lib/api/frames';
import { systemChance, systemClock, systemTimers } from '../../lib/config/system';
import { linkQuery, type OpenLink } from '../../lib/live/link';
import { createLive, type Live } from '../../lib/live/live';
import type { Timers } from '../../lib/shared/ports';

/** One wait of a page before it tried a terminal again. */
export interface PageWait {
  /** What its live part asked of its timer. */
  askedMs: number;
  /** A terminal had told it to come again later (PSH7). */
  isShed: boolean;
}

/** One of many pages: the page's own live part, over a real WebSocket. */
export interface ManyPage {
  live: Live;
  /** Its waits, in their order. */
  waits: PageWait[];
  /** The terminal that proved it last; null before any did. */
  provenBy(): string | null;
  leave(): void;
}

/** Opens a page that watches these channels and starts at this terminal. */
export function openManyPage(terminal: string, channels: readonly string[]): ManyPage {
  const waits: PageWait[] = [];
  let askedMs = 0;
  let isShed = false;

  /** Runs what may end a connection, and notes how long the page then wants to wait. */
  function run(step: () => void): void {
    const wasWaiting = live.status.get().connection === 'waiting';
    step();
    if (wasWaiting || live.status.get().connection !== 'waiting') return;
    waits.push({ askedMs, isShed });
    isShed = false;
  }

  const timers: Timers = {
    after(delayMs, then) {
      askedMs = delayMs;
      return systemTimers.after(delayMs, () => run(then));
    },
    cancel: systemTimers.cancel,
  };
  const open: OpenLink = (request, events) => {
    const address = `${request.origin.replace('http', 'ws')}/v1/socket?${linkQuery(request)}`;
    const socket = new WebSocket(address, { perMessageDeflate: false });
    socket.on('open', () => events.opened());
    socket.on('error', () => {});
    socket.on('close', () => run(() => events.closed()));
    // Their schema is checked by other tests; here it would cost more than what is measured.
    socket.on('message', (data) => {
      const frames = JSON.parse(String(data)) as TerminalOut[];
      if (frames.some((frame) => frame.t === 'error' && frame.kind === 'busy')) isShed = true;
      run(() => events.frames(frames));
    });
    return {
      sync: (claim) => socket.send(JSON.stringify({ t: 'sync', ...claim })),
      ping() {
        socket.send(JSON.stringify({ t: 'ping' }));
        return true;
      },
      close() {
        socket.removeAllListeners('close');
        socket.terminate();
      },
    };
  };
  const live = createLive(
    {
      clock: systemClock,
      timers,
      chance: systemChance,
      links: { websocket: open, sse: open, poll: open },
      askTime: async () => null,
    },
    { terminals: [terminal], transport: 'websocket' },
  );
  const leave = live.watch({
    channels,
    seed: { epoch: 0, lots: [], auctions: [] },
    asOfMs: systemClock.wallMs(),
  });
  let provenBy: string | null = null;
  let { provenAtMs } = live.status.get();
  live.status.subscribe(() => {
    const status = live.status.get();
    if (status.provenAtMs !== provenAtMs) provenBy = status.path?.origin ?? null;
    provenAtMs = status.provenAtMs;
  });
  return { live, waits, provenBy: () => provenBy, leave };
}

/** Whether a page is proven current by this terminal and, where one is named, shows this price. */
export function isProven(
  { live, provenBy }: ManyPage,
  of: { terminal: string; price?: { lotId: number; priceMinor: number } },
): boolean {
  if (live.status.get().freshness !== 'live' || provenBy() !== of.terminal) return false;
  return !of.price || live.records.lot(of.price.lotId)?.priceMinor === of.price.priceMinor;
}
