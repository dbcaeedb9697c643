import type { TerminalOut } from '../../api/frames';
import { DEFAULT_LIVE_CONFIG, type LiveConfig } from '../../api/live-config';
import type { PublicLot } from '../../api/public-lot';
import type { Clock, Timers } from '../../shared/ports';
import { digestOf } from '../../sync/digest';
import type { LinkEvents, LinkRequest, OpenLink, SyncClaim, TransportName } from '../link';
import { createLive, type LiveDeps } from '../live';

/** A lot for tests, in channel `auction:7/0`. */
export const aLot = (id: number, version = 1, more: Partial<PublicLot> = {}): PublicLot => ({
  id,
  auctionId: 7,
  channel: 0,
  version,
  lotNumber: id,
  format: 'english',
  state: 'open',
  currency: 'GBP',
  priceMinor: 10_000,
  askMinor: 11_000,
  bidCount: version,
  leaderPaddle: 101,
  reserve: 'none',
  opensAtMs: 0,
  closesAtMs: 10_000_000,
  extensions: 0,
  ...more,
});

/** Time that passes only when told to. */
export function createFakeTime(startWallMs = 1_000_000) {
  let nowMs = 0;
  let order = 0;
  const pending = new Map<object, { atMs: number; order: number; run: () => void }>();
  const clock: Clock = { monotonicMs: () => nowMs, wallMs: () => startWallMs + nowMs };
  const timers: Timers = {
    after(delayMs, run) {
      const handle = {};
      order += 1;
      pending.set(handle, { atMs: nowMs + delayMs, order, run });
      return handle;
    },
    cancel: (handle) => void pending.delete(handle),
  };
  function pass(ms: number) {
    const endMs = nowMs + ms;
    for (;;) {
      const due = [...pending].filter(([, timer]) => timer.atMs <= endMs);
      due.sort(([, a], [, b]) => a.atMs - b.atMs || a.order - b.order);
      const first = due[0];
      if (!first) break;
      const [handle, timer] = first;
      pending.delete(handle);
      nowMs = Math.max(nowMs, timer.atMs);
      timer.run();
    }
    nowMs = endMs;
  }
  return { clock, timers, pass, pending: () => pending.size };
}

/** One link that the page opened, as the terminal's side sees it. */
export interface FakeLink {
  transport: TransportName;
  request: LinkRequest;
  events: LinkEvents;
  claims: SyncClaim[];
  /** Tickets that were said in messages. */
  presented: string[][];
  pings: number;
  isClosed: boolean;
}

/** A page with a fake network: every link it opens is kept, newest last. */
export function createFakeWorld(options: {
  terminals?: readonly string[];
  transport?: TransportName;
  primaryMs?: number;
  /** The real one, on a network of the test's own. */
  pollLink?: OpenLink;
  /** What a master answers who is asked for the time; the right time unless said. */
  askTime?: LiveDeps['askTime'];
}) {
  const time = createFakeTime();
  const links: FakeLink[] = [];
  const open =
    (transport: TransportName): OpenLink =>
    (request, events) => {
      const link: FakeLink = {
        transport,
        request,
        events,
        claims: [],
        presented: [],
        pings: 0,
        isClosed: false,
      };
      links.push(link);
      return {
        sync: (claim) => void link.claims.push(claim),
        ...(transport === 'websocket' && {
          present: (tickets: string[]) => void link.presented.push(tickets),
        }),
        ping() {
          link.pings += 1;
          return transport === 'websocket';
        },
        close() {
          link.isClosed = true;
        },
      };
    };
  const primaryMs = options.primaryMs ?? 5_000_000;
  const nowMs = () => primaryMs + time.clock.monotonicMs();
  const deps: LiveDeps = {
    clock: time.clock,
    timers: time.timers,
    chance: () => 0,
    links: {
      websocket: open('websocket'),
      sse: open('sse'),
      poll: options.pollLink ?? open('poll'),
    },
    askTime: options.askTime ?? (() => Promise.resolve({ nowMs: nowMs(), errorMs: 0, epoch: 3 })),
  };
  const live = createLive(deps, {
    terminals: options.terminals ?? ['http://t1', 'http://t2'],
    transport: options.transport ?? null,
  });
  const link = () => {
    const newest = links.at(-1);
    if (!newest) throw new Error('no link was opened');
    return newest;
  };
  const helloFrame = (epoch: number, lots: readonly PublicLot[], terminals?: readonly string[]) =>
    helloOf(epoch, lots, nowMs(), terminals);
  return { ...time, deps, live, links, link, nowMs, helloFrame, send: sender(link, nowMs) };
}

const digests = (epoch: number, lots: readonly PublicLot[]) => ({
  'auction:7': digestOf(epoch, []),
  'auction:7/0': digestOf(
    epoch,
    lots.map((lot) => ({ key: `lot:${lot.id}`, version: lot.version })),
  ),
});

/** What a terminal that holds these lots says first. */
const helloOf = (
  epoch: number,
  lots: readonly PublicLot[],
  nowMs: number,
  terminals: readonly string[] = ['http://t1', 'http://t2'],
  settings: Partial<LiveConfig> = {},
): Extract<TerminalOut, { t: 'hello' }> => ({
  t: 'hello',
  protocol: 1,
  epoch,
  nowMs,
  errorMs: 0,
  channels: digests(epoch, lots),
  config: { ...DEFAULT_LIVE_CONFIG, ...settings, terminals: [...terminals] },
});

function sender(link: () => FakeLink, nowMs: () => number) {
  const send = (...frames: TerminalOut[]) => link().events.frames(frames);
  return {
    frames: send,
    opened: () => link().events.opened(),
    closed: () => link().events.closed(),
    hello: (
      epoch: number,
      lots: readonly PublicLot[],
      terminals?: readonly string[],
      settings?: Partial<LiveConfig>,
    ) => send(helloOf(epoch, lots, nowMs(), terminals, settings)),
    /** `lots`: what the terminal holds now. */
    beat: (epoch: number, lots: readonly PublicLot[], atMs = nowMs()) =>
      send({ t: 'beat', nowMs: atMs, errorMs: 0, channels: digests(epoch, lots) }),
    lots: (...lots: PublicLot[]) => send({ t: 'lots', lots }),
  };
}
