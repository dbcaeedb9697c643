/**
 * What a page watches that shows something of its reader's: its own names, and where it has none the
 * sales of the reader's registrations, so that there is a connection for private channels to stand on
 * (AUT1) and a notice arrives though no lot is running (PSH10).
 */
export const withOwnNames = (
  names: readonly string[],
  own: readonly { auctionId: number }[],
): readonly string[] =>
  names.length > 0 ? names : [...new Set(own.map(({ auctionId }) => `sale:${auctionId}`))];
