import type { ClerkOrder } from '../house/clerk-order';
import { type Leader, type LotOf, PLAIN_ENGLISH } from '../state';
import { proxyFormat } from './proxy-format';

/** A live lot is called by a clerk; its price follows the rules of an ascending one. */
export type LiveLot = LotOf<'live'>;

/** The rules of price of an ascending lot, which hold on the floor too. */
export const ASCENDING = proxyFormat(1);

/** Stands in for somebody of the room where a rule asks who leads. No registration has such a number. */
export const ROOM = { registrationId: 0, userId: '', paddle: 0 } as const;

/** The room's bid as a leader: it named its price, so that is as far as it goes. Once sold, its buyer's. */
const roomLeader = ({ priceMinor, buyer }: LiveLot['book']): Leader | null =>
  priceMinor === null
    ? null
    : (buyer ?? { ...ROOM, maxMinor: priceMinor, kind: 'exact', hasPriority: false });

/** The steps that are asked for: the clerk's, else the ladder's (INC2). */
export const ladderOf = ({ ladder, book }: LiveLot) =>
  book.stepMinor === null ? ladder : [{ fromMinor: 0, stepMinor: book.stepMinor }];

/** The lot as the rules of price see it. */
export const asAscending = (lot: LiveLot): LotOf<'english'> => ({
  ...lot,
  format: 'english',
  selling: PLAIN_ENGLISH,
  ladder: ladderOf(lot),
  book: { priceMinor: lot.book.priceMinor, leader: lot.book.leader ?? roomLeader(lot.book) },
});

/** One order of the clerk, by its kind. */
export type OrderOf<K extends ClerkOrder['kind']> = Extract<ClerkOrder, { kind: K }>;
