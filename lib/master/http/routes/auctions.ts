import { auctionView, createAuction, patchAuction } from '../../../api/v1/auctions';
import { page, pageQuery } from '../../../api/v1/paging';
import { auctionById, auctionSeenBy, listAuctions } from '../../../db/read/auctions';
import { invariant } from '../../../shared/assert';
import { ok } from '../../../shared/result';
import { createAuction as create } from '../../catalogue/create-auction';
import { patchAuction as patch } from '../../catalogue/patch-auction';
import { refuse } from '../../trouble';
import { actorOf } from '../actor';
import { pageOf, readCursor } from '../cursors';
import type { Desk } from '../desk';
import { IF_MATCH, readIfMatch } from '../if-match';
import { idParam, route } from '../route';
import { readFor } from '../visibility';

const LAST_ID = 0x7fffffff;

const etagOf = (sale: { saleVersion: number; version: number }) =>
  `${sale.saleVersion}.${sale.version}`;

async function shown(desk: Desk, auctionId: number) {
  const view = await auctionById(desk.primary, auctionId);
  invariant(view, 'a sale that was written can be read', { auctionId });
  return ok({ body: view, etag: etagOf(view) });
}

/** Sales: list, one, make, change. */
export const auctionRoutes = [
  route({
    method: 'GET',
    path: '/auctions',
    summary: 'List sales',
    notes: 'Newest first. Drafts are listed for their own house alone.',
    who: 'anyone',
    query: pageQuery,
    status: 200,
    answer: page(auctionView),
    problems: ['invalid-request'],
    async handle({ identity, query }, desk) {
      const wanted = {
        draftsOf: identity?.houseId ?? null,
        beforeId: Math.min(readCursor(query.cursor, LAST_ID), LAST_ID),
        limit: query.limit + 1,
      };
      const read = await readFor(desk, identity, (db) => listAuctions(db, wanted));
      return ok({ body: pageOf(read, query.limit, (sale) => sale.id) });
    },
  }),
  route({
    method: 'GET',
    path: '/auctions/:id',
    summary: 'Read a sale',
    who: 'anyone',
    params: idParam,
    status: 200,
    answer: auctionView,
    problems: ['not-found'],
    async handle({ identity, params }, desk) {
      const of = { auctionId: params.id, houseId: identity?.houseId ?? null };
      const view = await readFor(desk, identity, (db) => auctionSeenBy(db, of));
      return view ? ok({ body: view, etag: etagOf(view) }) : refuse('not-found');
    },
  }),
  route({
    method: 'POST',
    path: '/auctions',
    summary: 'Make a sale',
    notes: 'It begins as a draft. What is left out gets the defaults of the house.',
    who: 'auctioneer',
    body: createAuction,
    status: 201,
    answer: auctionView,
    problems: ['invalid-request'],
    async handle({ identity, body }, desk) {
      const made = await create(desk.catalogue, actorOf(identity), body);
      return made.ok ? shown(desk, made.value) : made;
    },
  }),
  route({
    method: 'PATCH',
    path: '/auctions/:id',
    summary: 'Change a sale',
    notes: '`If-Match` is `"saleVersion.version"`. New terms must be accepted anew by bidders.',
    who: 'auctioneer',
    params: idParam,
    headers: [IF_MATCH],
    body: patchAuction,
    status: 200,
    answer: auctionView,
    problems: ['invalid-request', 'version-missing', 'stale-version', 'wrong-state', 'not-found'],
    async handle({ identity, params, headers, body }, desk) {
      const versions = readIfMatch(headers, 2);
      if (!versions.ok) return versions;
      const [saleVersion = 0, version = 0] = versions.value;
      const change = { auctionId: params.id, saleVersion, version, patch: body };
      const done = await patch(desk.catalogue, actorOf(identity), change);
      return done.ok ? shown(desk, params.id) : done;
    },
  }),
];
