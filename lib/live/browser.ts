import type { TransportName } from './link';
import type { LiveDeps, MasterTime } from './live';
import { OWN_PORTS } from './own-browser';
import { createPollLink } from './poll-link';
import { openSseLink } from './sse-link';
import { openWebSocketLink } from './websocket-link';

/** What `GET /api/v1/time` says; null when it cannot be had. */
async function askTime(): Promise<MasterTime | null> {
  try {
    const response = await fetch('/api/v1/time', { cache: 'no-store' });
    if (!response.ok) return null;
    const { nowMs, errorMs, epoch } = (await response.json()) as Partial<MasterTime>;
    const isWhole = [nowMs, errorMs, epoch].every((one) => typeof one === 'number');
    return isWhole ? ({ nowMs, errorMs, epoch } as MasterTime) : null;
  } catch {
    return null;
  }
}

async function getText(url: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(url, { cache: 'no-store', credentials: 'omit', signal });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.text();
}

/** 128 bits that nobody else can guess. */
const randomToken = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/** The browser's own clock, timers, chance and transports. */
export const BROWSER_PORTS: LiveDeps = {
  clock: { wallMs: () => Date.now(), monotonicMs: () => performance.now() },
  timers: {
    after: (delayMs, run) => ({ id: window.setTimeout(run, delayMs) }),
    cancel: (handle) => window.clearTimeout((handle as { id: number }).id),
  },
  chance: () => Math.random(),
  links: {
    websocket: openWebSocketLink,
    sse: openSseLink,
    poll: createPollLink({ get: getText, client: randomToken() }),
  },
  askTime,
  own: OWN_PORTS,
};

const TRANSPORTS = Object.keys(BROWSER_PORTS.links) as TransportName[];

/** `?transport=sse` forces one (PSH1); null leaves the order to the settings. */
export function forcedTransport(search: string): TransportName | null {
  const forced = new URLSearchParams(search).get('transport');
  return TRANSPORTS.find((name) => name === forced) ?? null;
}

/**
 * Tells of waking, sleeping and the network (PSH7): `visibilitychange`, `pageshow`, `online`,
 * `offline`. @returns how to stop.
 */
export function watchBrowser(
  told: (cause: 'woke' | 'went-offline' | 'came-online') => void,
): () => void {
  const onVisible = () => {
    if (document.visibilityState === 'visible') told('woke');
  };
  const onShow = (event: PageTransitionEvent) => {
    if (event.persisted) told('woke');
  };
  const onOnline = () => told('came-online');
  const onOffline = () => told('went-offline');
  document.addEventListener('visibilitychange', onVisible);
  window.addEventListener('pageshow', onShow);
  window.addEventListener('online', onOnline);
  window.addEventListener('offline', onOffline);
  return () => {
    document.removeEventListener('visibilitychange', onVisible);
    window.removeEventListener('pageshow', onShow);
    window.removeEventListener('online', onOnline);
    window.removeEventListener('offline', onOffline);
  };
}
