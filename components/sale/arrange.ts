import type { PublicLot } from '@/lib/api/public-lot';
import { isFinal } from '../lot-tile/tile-look';

/** Which lots a grid shows. `closing`: open and closing within `SOON_MS`. */
export const FILTERS = ['all', 'open', 'closing', 'ended', 'mine'] as const;
/** See `FILTERS`. */
export type Filter = (typeof FILTERS)[number];

/** In which order. */
export const SORTS = ['number', 'closing', 'price'] as const;
/** See `SORTS`. */
export type Sort = (typeof SORTS)[number];

/** What a grid shows, as its address says it: `?show=open&sort=price`. */
export interface View {
  filter: Filter;
  sort: Sort;
}

/** "Closing soon" means within a quarter of an hour. */
export const SOON_MS = 15 * 60_000;

/** Lots of a grid: those under way or to come, then those that ended. */
export interface Arrangement {
  running: number[];
  ended: number[];
}

const oneOf = <T extends string>(known: readonly T[], text: unknown, otherwise: T): T =>
  known.find((value) => value === text) ?? otherwise;

/** Reads a grid's address; what it does not know means all lots by number. */
export const readView = (query: { show?: unknown; sort?: unknown }): View => ({
  filter: oneOf(FILTERS, query.show, 'all'),
  sort: oneOf(SORTS, query.sort, 'number'),
});

/** The query of a view, `''` for the plain one; other parameters of the address stay. */
export function viewQuery(view: View, search: string): string {
  const params = new URLSearchParams(search);
  const set = (name: string, value: string, plain: string) =>
    value === plain ? params.delete(name) : params.set(name, value);
  set('show', view.filter, 'all');
  set('sort', view.sort, 'number');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

interface Now {
  nowMs: number;
  has(lotId: number): boolean;
}

function passes(lot: PublicLot, filter: Filter, now: Now): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'open':
      return lot.state === 'open';
    case 'closing':
      return lot.state === 'open' && lot.closesAtMs - now.nowMs <= SOON_MS;
    case 'ended':
      return isFinal(lot.state);
    case 'mine':
      return now.has(lot.id);
  }
}

type Compare = (a: PublicLot, b: PublicLot) => number;

const byNumber: Compare = (a, b) => a.lotNumber - b.lotNumber;
const isOpenFirst: Compare = (a, b) => Number(b.state === 'open') - Number(a.state === 'open');
const byClosing: Compare = (a, b) => isOpenFirst(a, b) || a.closesAtMs - b.closesAtMs;
const byPrice: Compare = (a, b) => (b.priceMinor ?? 0) - (a.priceMinor ?? 0);
const byLatestEnd: Compare = (a, b) => b.closesAtMs - a.closesAtMs;

const COMPARE: Record<Sort, { running: Compare; ended: Compare }> = {
  number: { running: byNumber, ended: byNumber },
  closing: { running: byClosing, ended: byLatestEnd },
  price: { running: byPrice, ended: byPrice },
};

/** The lots of a view in its order, by id; equal ones by number. */
export function arrange(lots: readonly PublicLot[], view: View, now: Now): Arrangement {
  const wanted = lots.filter((lot) => passes(lot, view.filter, now));
  const part = (ended: boolean) => {
    const compare = COMPARE[view.sort][ended ? 'ended' : 'running'];
    return wanted
      .filter((lot) => isFinal(lot.state) === ended)
      .sort((a, b) => compare(a, b) || byNumber(a, b))
      .map((lot) => lot.id);
  };
  return { running: part(false), ended: part(true) };
}

/** Both parts as one sequence; 0, which is no lot, stands between them. */
export const sequence = ({ running, ended }: Arrangement): number[] => [...running, 0, ...ended];
