import { DEFAULT_LIVE_CONFIG, type LiveConfig } from '../../api/live-config';
import { simulatedTime } from '../../node/testing/simulated-time';
import { createPageHub } from '../live-pages';
import type { CloseReason, Outlet } from '../outlet';
import type { WatchedName } from '../watch-address';
import { createWatchedRecords } from '../watched-records';
import { auctionRecord, lotRecord } from './records';

/** How much all pages together may leave unread. */
export const UNREAD_MAX_BYTES = 2_000_000;

/** Where records come from: the epoch, and no notice. */
export const FROM = { epoch: 1, noticedAtMs: null };

/** A hub of pages, and what a test may set of it. */
export type HubWorld = ReturnType<typeof startHub>;

/** A hub on simulated time that holds nothing yet; `told` is what its node tells it, to be changed. */
export function startHub() {
  const time = simulatedTime();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const records = createWatchedRecords({ ...time, log });
  const lags: number[] = [];
  const told: { claimable: boolean; epoch: number; config: LiveConfig } = {
    claimable: true,
    epoch: 1,
    config: DEFAULT_LIVE_CONFIG,
  };
  const node = {
    epoch: () => told.epoch,
    told: () => ({ config: told.config, configVersion: 1, terminals: [] }),
    primaryTime: { sample: () => {}, now: () => ({ ms: 123.6, errorMs: 1 }) },
    mayClaim: () => told.claimable,
    compareSoon: () => {},
    demand: () => {},
    ticketKeys: () => [],
  };
  const observeLag = (lagMs: number) => void lags.push(lagMs);
  const hub = createPageHub({
    ...{ ...time, node: () => node, records, observeLag, origin: () => null },
    unreadMaxBytes: UNREAD_MAX_BYTES,
  });
  hub.start();
  records.dropAll(1);

  /** A page whose network takes everything at once, until it is jammed. */
  function page(names: readonly WatchedName[] = ['auction:7']) {
    const writes: string[] = [];
    const net = { isJammed: false, unsent: 0, closed: [] as CloseReason[] };
    const outlet: Outlet = {
      transport: 'sse',
      isOpen: () => true,
      write(bytes) {
        writes.push(String(bytes));
        if (net.isJammed) net.unsent += bytes.length;
      },
      unsentBytes: () => net.unsent,
      close: (reason) => void net.closed.push(reason),
    };
    const handle = hub.connect(outlet, names);
    const lots = () => writes.filter((text) => text.includes('event: lots'));
    const drain = () => {
      Object.assign(net, { isJammed: false, unsent: 0 });
      handle.drained();
    };
    return { writes, net, handle, lots, drain };
  }

  /** A page that is caught up on a sale with lots 42 and 43. */
  function livePage() {
    const opened = page();
    if (records.heldVersion('auction:7') === 0) {
      records.take(auctionRecord(1), FROM);
      records.take(lotRecord(42, 1), FROM);
      records.take(lotRecord(43, 1), FROM);
    }
    opened.handle.sync({ epoch: 0, have: new Map() });
    records.proven('auction:7', time.clock.monotonicMs());
    opened.writes.length = 0;
    return opened;
  }

  const change = (id: number, version: number) => records.take(lotRecord(id, version), FROM);

  return { time, records, hub, lags, told, page, livePage, change };
}
