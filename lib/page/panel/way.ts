import type { PublicLot } from '../../api/public-lot';

/** Whether bids go down and the lowest wins (REV1). */
export const goesDown = ({ format }: Pick<PublicLot, 'format'>): boolean => format === 'reverse';

const TAKES_LEFT: Record<PublicLot['format'], boolean> = {
  english: true,
  reverse: true,
  live: true,
  sealed: false,
  vickrey: false,
  'multi-unit': false,
  dutch: false,
};

/** Whether a limit can be left before the opening (ABS1): only where the house bids for its owner. */
export const takesLeftBids = ({ format }: Pick<PublicLot, 'format'>): boolean => TAKES_LEFT[format];

/** Whether somebody of the room leads whom the clerk did not name (LIV1). */
export const roomLeads = ({ saleroom, leaderPaddle }: PublicLot): boolean =>
  saleroom?.isFloor === true && leaderPaddle === null;
