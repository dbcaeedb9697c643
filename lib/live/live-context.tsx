'use client';

import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react';
import type { PublicAuction, PublicLot } from '../api/public-lot';
import { BROWSER_PORTS, forcedTransport, watchBrowser } from './browser';
import { createLive, type Live } from './live';
import type { OwnSeed } from './own-news';
import type { Seed } from './record-store';
import { createTicker, type Ticker } from './ticker';

/** The page's live part and the one timer of its countdowns. */
export interface LivePorts {
  live: Live;
  ticker: Ticker;
}

const LiveContext = createContext<LivePorts | null>(null);

/** What the server rendered of the page's lots, until something newer is known. */
export interface PageSeed {
  lots: ReadonlyMap<number, PublicLot>;
  auctions: ReadonlyMap<number, PublicAuction>;
  asOfMs: number;
  epoch: number;
  /** Registrations of the reader that the page shows something of. */
  own: readonly number[];
}

const NO_SEED: PageSeed = { lots: new Map(), auctions: new Map(), asOfMs: 0, epoch: 0, own: [] };
const SeedContext = createContext<PageSeed>(NO_SEED);

/** Countdowns show whole seconds; a quarter of that keeps them close to the true step. */
const TICK_MS = 250;

function makePorts(terminals: readonly string[]): LivePorts {
  const search = typeof window === 'undefined' ? '' : window.location.search;
  return {
    live: createLive(BROWSER_PORTS, { terminals, transport: forcedTransport(search) }),
    ticker: createTicker(BROWSER_PORTS.timers, TICK_MS),
  };
}

/** One live part for the whole site; it survives navigation. `terminals`: origins known to the server. */
export function LiveProvider(props: { terminals: readonly string[]; children: ReactNode }) {
  const [ports] = useState(() => makePorts(props.terminals));
  const list = props.terminals.join(',');
  useEffect(() => ports.live.learn(list === '' ? [] : list.split(',')), [ports, list]);
  useEffect(() => watchBrowser((cause) => ports.live.check(cause)), [ports]);
  return <LiveContext value={ports}>{props.children}</LiveContext>;
}

/** @throws Error outside of `LiveProvider`. */
export function useLivePorts(): LivePorts {
  const ports = use(LiveContext);
  if (!ports) throw new Error('LiveProvider is missing above this component');
  return ports;
}

/** The seed of the nearest `LiveScope`; empty outside of one. */
export const usePageSeed = (): PageSeed => use(SeedContext);

/**
 * A part of a page that shows live records: watches `channels` while it stands and gives its children
 * what the server rendered, for the first drawing. A newer rendering is taken in without a gap.
 */
export function LiveScope(props: {
  channels: readonly string[];
  seed: Seed;
  asOfMs: number;
  /** Registrations of the reader that this part of the page shows something of (PSH10). */
  own?: readonly OwnSeed[];
  children: ReactNode;
}) {
  const { live } = useLivePorts();
  const { seed, asOfMs } = props;
  const own = props.own?.map(({ id, version }) => `${id}.${version}`).join(',') ?? '';
  const watched = props.channels.join(',');
  const newest = useRef({ seed, asOfMs });
  newest.current = { seed, asOfMs };
  useEffect(() => {
    const channels = watched === '' ? [] : watched.split(',');
    return channels.length > 0 ? live.watch({ channels, ...newest.current }) : undefined;
  }, [live, watched]);
  useEffect(() => live.seed(seed), [live, seed]);
  useEffect(() => {
    const seeds = own === '' ? [] : own.split(',').map((one) => one.split('.').map(Number));
    return live.watchOwn(seeds.map(([id = 0, version = 0]) => ({ id, version })));
  }, [live, own]);
  const page = useMemo(
    () => ({
      lots: new Map(seed.lots.map((lot) => [lot.id, lot])),
      auctions: new Map(seed.auctions.map((auction) => [auction.id, auction])),
      asOfMs,
      epoch: seed.epoch,
      own: own === '' ? [] : own.split(',').map((one) => Number.parseInt(one, 10)),
    }),
    [seed, asOfMs, own],
  );
  return <SeedContext value={page}>{props.children}</SeedContext>;
}
