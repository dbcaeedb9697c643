import type { PublicLot } from '../../api/public-lot';

/**
 * How a lot's bids come to its price. `up`: the highest leads. `down`: the lowest leads (REV1). `offers`: nobody
 * sees them, or how many there are, before the end (OFR1). `clock`: the price falls by itself, and whoever
 * takes it buys (DUT1).
 */
export type Way = 'up' | 'down' | 'offers' | 'clock';

/** What whoever wins pays: what they bid, the second price (VIC1), or one price for all (MUL1). */
export type Pays = 'own' | 'second' | 'uniform';

type Sold = Pick<PublicLot, 'format'>;

const WAYS: Record<PublicLot['format'], { way: Way; pays: Pays }> = {
  english: { way: 'up', pays: 'own' },
  live: { way: 'up', pays: 'own' },
  reverse: { way: 'down', pays: 'own' },
  sealed: { way: 'offers', pays: 'own' },
  vickrey: { way: 'offers', pays: 'second' },
  'multi-unit': { way: 'offers', pays: 'uniform' },
  dutch: { way: 'clock', pays: 'own' },
};

/** How this lot's bids come to its price. */
export const wayOf = ({ format }: Sold): Way => WAYS[format].way;

/** What whoever wins this lot pays. */
export const paysOf = ({ format }: Sold): Pays => WAYS[format].pays;

/** Whether bids go down and the lowest wins (REV1). */
export const goesDown = (lot: Sold): boolean => wayOf(lot) === 'down';

/** Whether one bid is to go beyond another: only then can anybody lead, or be outbid. */
export const isContest = (lot: Sold): boolean => wayOf(lot) === 'up' || goesDown(lot);

/** How many units bids can be for, where that is several; null for a lot that is one (MUL2). */
export const unitsOf = ({ units }: Pick<PublicLot, 'units'>): { left: number } | null =>
  units && units.offered > 1 ? units : null;

/** Whether a limit can be left before the opening (ABS1): only where the house bids for its owner. */
export const takesLeftBids = (lot: Sold): boolean => isContest(lot);

/** Whether somebody of the room leads whom the clerk did not name (LIV1). */
export const roomLeads = ({ saleroom, leaderPaddle }: PublicLot): boolean =>
  saleroom?.isFloor === true && leaderPaddle === null;
