import { z } from 'zod';
import {
  createLots,
  type LotView,
  lotAction,
  lotActionAnswer,
  lotView,
  patchItem,
} from '../../../api/v1/lots';
import { page, pageQuery } from '../../../api/v1/paging';
import { toLiveView, toLotView } from '../../../db/read/lot-row';
import { lotById, lotsByIds, lotsOfAuction } from '../../../db/read/lots';
import { invariant } from '../../../shared/assert';
import { ok } from '../../../shared/result';
import { createLots as create } from '../../catalogue/create-lots';
import { patchItem as patch } from '../../catalogue/patch-item';
import { refuse } from '../../trouble';
import { actorOf } from '../actor';
import { pageOf, readCursor } from '../cursors';
import type { Desk } from '../desk';
import { IF_MATCH, readIfMatch } from '../if-match';
import { idParam, route } from '../route';
import { maySee, readFor } from '../visibility';

const BULK_LIMIT_BYTES = 4 * 1024 * 1024;

async function written(desk: Desk, lotId: number) {
  const record = await lotById(desk.primary, lotId);
  invariant(record, 'a lot that was written can be read', { lotId });
  return { view: toLotView(record), itemVersion: record.item.version };
}

/** Lots and their catalogue entries: list, one, make, change, act on. */
export const lotRoutes = [
  route({
    method: 'GET',
    path: '/auctions/:id/lots',
    summary: 'List the lots of a sale',
    notes: 'In lot order.',
    who: 'anyone',
    params: idParam,
    query: pageQuery,
    status: 200,
    answer: page(lotView),
    problems: ['invalid-request', 'not-found'],
    async handle({ identity, params, query }, desk) {
      const wanted = {
        auctionId: params.id,
        afterNumber: Math.min(readCursor(query.cursor, 0), 0x7fffffff),
        limit: query.limit + 1,
      };
      const read = await readFor(desk, identity, async (db) =>
        (await maySee(db, params.id, identity)) ? lotsOfAuction(db, wanted) : null,
      );
      if (!read) return refuse('not-found');
      return ok({ body: pageOf(read.map(toLotView), query.limit, (lot) => lot.lotNumber) });
    },
  }),
  route({
    method: 'GET',
    path: '/lots/:id',
    summary: 'Read a lot',
    notes: 'Its `ETag` is the version of the catalogue entry, for `PATCH /items/:id`.',
    who: 'anyone',
    params: idParam,
    status: 200,
    answer: lotView,
    problems: ['not-found'],
    async handle({ identity, params }, desk) {
      const record = await readFor(desk, identity, async (db) => {
        const found = await lotById(db, params.id);
        return found && (await maySee(db, found.lot.auctionId, identity)) ? found : null;
      });
      if (!record) return refuse('not-found');
      return ok({ body: toLotView(record), etag: String(record.item.version) });
    },
  }),
  route({
    method: 'POST',
    path: '/auctions/:id/lots',
    summary: 'Add one lot or many',
    notes: 'All or none. `{"lots": […]}` takes up to 5,000 and 4 MB; one lot stands by itself.',
    who: 'auctioneer',
    params: idParam,
    body: createLots,
    bodyLimitBytes: BULK_LIMIT_BYTES,
    status: 201,
    answer: z.strictObject({ lots: z.array(lotView) }),
    problems: ['invalid-request', 'wrong-state', 'not-found'],
    async handle({ identity, params, body }, desk) {
      const one = !('lots' in body);
      const lots = 'lots' in body ? body.lots : [body];
      const wanted = { auctionId: params.id, lots, one };
      const made = await create(desk.catalogue, actorOf(identity), wanted);
      if (!made.ok) return made;
      const records = await lotsByIds(desk.primary, made.value);
      const views = new Map(records.map((record) => [record.lot.id, toLotView(record)]));
      const inOrder = made.value.map((id) => views.get(id)).filter((view) => view !== undefined);
      return ok({ body: { lots: inOrder satisfies LotView[] } });
    },
  }),
  route({
    method: 'PATCH',
    path: '/items/:id',
    summary: 'Change the catalogue entry of a lot',
    notes:
      'Never bid state: texts, estimate and pictures only. A clerk may change condition and notice.',
    who: 'clerk',
    params: idParam,
    headers: [IF_MATCH],
    body: patchItem,
    status: 200,
    answer: lotView,
    problems: ['invalid-request', 'version-missing', 'stale-version', 'not-found'],
    async handle({ identity, params, headers, body }, desk) {
      const versions = readIfMatch(headers, 1);
      if (!versions.ok) return versions;
      const change = { lotId: params.id, version: versions.value[0] ?? 0, patch: body };
      const done = await patch(desk.catalogue, actorOf(identity), change);
      if (!done.ok) return done;
      const { view, itemVersion } = await written(desk, params.id);
      return ok({ body: view, etag: String(itemVersion) });
    },
  }),
  route({
    method: 'POST',
    path: '/lots/:id/actions',
    summary: 'Open, close or withdraw a lot',
    notes: '`version` is the one the clerk saw; anything newer refuses the action.',
    who: 'clerk',
    params: idParam,
    body: lotAction,
    status: 200,
    answer: lotActionAnswer,
    problems: [
      'invalid-request',
      'stale-version',
      'wrong-state',
      'block-taken',
      'not-found',
      'undecided',
    ],
    async handle({ identity, params, body }, desk) {
      const answer = await desk.lanes.submit(params.id, { kind: 'action', identity, ...body });
      if (!answer.ok) return refuse(answer.error.kind, answer.error);
      invariant('lot' in answer.value, 'an action is answered with the lot');
      const { view } = await written(desk, params.id);
      return ok({ body: { lot: { ...view, ...toLiveView(answer.value.lot) } } });
    },
  }),
];
