import type { PublicLot } from '@/lib/api/public-lot';

/** Shelves in the order of what needs the reader most. */
export const SHELVES = ['outbid', 'leading', 'won', 'lost'] as const;
/** See `SHELVES`. */
export type Shelf = (typeof SHELVES)[number];

/** Where a lot belongs for the holder of a paddle. */
export function shelfOf(lot: PublicLot, paddle: number): Shelf {
  const leads = lot.leaderPaddle === paddle;
  if (lot.state === 'sold') return leads ? 'won' : 'lost';
  if (lot.state === 'passed' || lot.state === 'withdrawn') return 'lost';
  return leads ? 'leading' : 'outbid';
}
