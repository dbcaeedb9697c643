import type { Identity } from '../lib/accounts/identity';

/** The house's first person and so on, in a session of that generation; users are uuids. */
export const bidderIdentity = (nth: number, generation = 0): Identity => ({
  userId: `00000000-0000-4000-8000-${String(nth + 1).padStart(12, '0')}`,
  name: `Bidder ${nth + 1}`,
  email: `bidder-${nth + 1}@example.test`,
  role: 'bidder',
  houseId: null,
  credential: { kind: 'session', generation },
});

/** A bidder's registration in a sale: one paddle in all sales of a world, so that it names one person. */
export const registrationOf = (sale: number, nth: number) => ({
  id: sale * 100 + nth,
  auctionId: sale,
  userId: bidderIdentity(nth).userId,
  paddle: sale * 100 + nth,
  status: 'approved' as const,
  version: 1,
});
