import type { PublicLot } from '../../api/public-lot';

/** Whether bids go down and the lowest wins (REV1). */
export const goesDown = ({ format }: Pick<PublicLot, 'format'>): boolean => format === 'reverse';

/** Whether somebody of the room leads whom the clerk did not name (LIV1). */
export const roomLeads = ({ saleroom, leaderPaddle }: PublicLot): boolean =>
  saleroom?.isFloor === true && leaderPaddle === null;
