import { z } from 'zod';
import { myBid, publicBid } from '../../../api/v1/bids';
import { lotChanges } from '../../../api/v1/lot-changes';
import { page, pageQuery } from '../../../api/v1/paging';
import { bidWhy } from '../../../api/v1/why';
import { lotChangesOf } from '../../../db/read/lot-changes';
import { lotById } from '../../../db/read/lots';
import { listMyBids } from '../../../db/read/my-bids';
import { listPublicBids } from '../../../db/read/public-bids';
import { ok } from '../../../shared/result';
import { refuse } from '../../trouble';
import { whyOwnBid } from '../../why/why-own-bid';
import { pageOf, readCursor } from '../cursors';
import { idParam, route } from '../route';
import { maySee, readFor } from '../visibility';

const LAST_ENTRY = 0x7fffffff;

/** An id of the ledger: a positive integer; anything else is nothing that exists (404). */
const bidParam = z.strictObject({
  id: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number),
});

/** What was bid, as anyone may see it and as the bidder may. */
export const bidHistoryRoutes = [
  route({
    method: 'GET',
    path: '/lots/:id/bids',
    summary: 'List the bids on a lot',
    notes: 'Newest first: paddles and prices, never a maximum.',
    who: 'anyone',
    params: idParam,
    query: pageQuery,
    status: 200,
    answer: page(publicBid),
    problems: ['invalid-request', 'not-found'],
    async handle({ identity, params, query }, desk) {
      const cursor = Math.min(readCursor(query.cursor, LAST_ENTRY), LAST_ENTRY);
      const read = await readFor(desk, identity, async (db) => {
        const record = await lotById(db, params.id);
        if (!record || !(await maySee(db, record.lot.auctionId, identity))) return null;
        return listPublicBids(db, params.id, cursor, query.limit + 1);
      });
      if (!read) return refuse('not-found');
      return ok({ body: pageOf(read, query.limit, (bid) => bid.entry) });
    },
  }),
  route({
    method: 'GET',
    path: '/lots/:id/changes',
    summary: 'List what the house changed of a lot',
    notes:
      'Newest first, at most 50: when, in which role, from what to what. No reasons, no names.',
    who: 'anyone',
    params: idParam,
    status: 200,
    answer: lotChanges,
    problems: ['not-found'],
    async handle({ identity, params }, desk) {
      const items = await readFor(desk, identity, async (db) => {
        const record = await lotById(db, params.id);
        if (!record || !(await maySee(db, record.lot.auctionId, identity))) return null;
        return lotChangesOf(db, params.id);
      });
      return items ? ok({ body: { items } }) : refuse('not-found');
    },
  }),
  route({
    method: 'GET',
    path: '/me/bids',
    summary: 'List the lots the caller has bid on',
    notes: 'With their own maximum; the latest bid first, at most 500 lots.',
    who: 'person',
    status: 200,
    answer: z.strictObject({ items: z.array(myBid) }),
    problems: [],
    async handle({ identity }, desk) {
      return ok({ body: { items: await listMyBids(desk.primary, identity.userId) } });
    },
  }),
  route({
    method: 'GET',
    path: '/me/bids/:id/why',
    summary: 'Ask why a bid came to what it came to',
    notes:
      'Of one of the caller’s own bids, purchases or bids left before the opening, taken or refused: the ' +
      'rule, the lot then, and what would have won. Never another’s limit while the lot goes on. ' +
      'Twenty at once, then one every two seconds.',
    who: 'person',
    params: bidParam,
    status: 200,
    answer: bidWhy,
    problems: ['not-found', 'too-many-requests'],
    async handle({ identity, params }, desk) {
      if (!desk.mayAskWhy(identity.userId)) return refuse('too-many-requests');
      const asked = { bidId: params.id, userId: identity.userId };
      const why = await whyOwnBid(desk.primary, asked);
      if (why === 'erased') {
        return refuse('not-found', { detail: 'What would explain this bid was erased.' });
      }
      return why ? ok({ body: why }) : refuse('not-found');
    },
  }),
];
