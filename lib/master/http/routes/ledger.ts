import {
  lotLedger as answer,
  headProof,
  type LotLedgerView,
  ledgerHead,
  ledgerQuery,
} from '../../../api/v1/ledger';
import { page, pageQuery } from '../../../api/v1/paging';
import type { ChainBody } from '../../../auction/ledger/chain';
import { openedOnEnd, toldWhileOpen } from '../../../auction/ledger/openings';
import { headsOfAuction } from '../../../db/read/ledger-heads';
import { type LotLedger, lotLedger } from '../../../db/read/lot-ledger';
import { ok } from '../../../shared/result';
import { proveLot } from '../../heads/prove-lot';
import { refuse } from '../../trouble';
import { pageOf, readCursor } from '../cursors';
import { idParam, route } from '../route';
import { maySee, readFor } from '../visibility';

const ENDS = ['sold', 'passed', 'withdrawn'];

const LAST_SEQ = 0x7fffffff;

/** A lot and the number of a head. */
const lotAndHead = idParam.extend({ seq: idParam.shape.id });

/** What anyone may see of a ledger (LED5): whole once the lot has ended. */
function shownOf(stored: LotLedger): Pick<LotLedgerView, 'isComplete' | 'entries' | 'openings'> {
  const chain = stored.entries.map(({ text }) => JSON.parse(text) as ChainBody);
  if (ENDS.includes(stored.phase)) {
    const openings = openedOnEnd(chain, stored.openings);
    return { isComplete: true, entries: [...stored.entries], openings };
  }
  const entries = toldWhileOpen(chain).map((isTold, at) => ({
    text: isTold ? (stored.entries[at]?.text ?? null) : null,
    hash: stored.entries[at]?.hash ?? '',
  }));
  return { isComplete: false, entries, openings: [] };
}

/** The ledger of a lot, for anyone to verify. */
export const ledgerRoutes = [
  route({
    method: 'GET',
    path: '/lots/:id/ledger',
    summary: "Read a lot's ledger",
    notes:
      'Of a lot that has ended all entries, and what its end opened; save it and run ' +
      '`npm run verify -- ledger.json`. Of a lot that goes on what anyone may know, and the hashes of ' +
      'the rest. Longer ones than `limit` come in pages: put their entries and openings together.',
    who: 'anyone',
    params: idParam,
    query: ledgerQuery,
    status: 200,
    answer,
    problems: ['invalid-request', 'not-found'],
    async handle({ identity, params, query }, desk) {
      const after = readCursor(query.cursor, 0);
      const stored = await readFor(desk, identity, async (db) => {
        const found = await lotLedger(db, params.id);
        return found && (await maySee(db, found.auctionId, identity)) ? found : null;
      });
      if (!stored) return refuse('not-found');
      const { isComplete, entries, openings } = shownOf(stored);
      const last = after + query.limit;
      const body: LotLedgerView = {
        format: 'lotcast-ledger/2',
        auctionId: stored.auctionId,
        lotId: params.id,
        isComplete,
        entries: entries.slice(after, last),
        openings: openings.filter(({ entry }) => entry > after && entry <= last),
        next: entries.length > last ? String(last) : null,
      };
      const head = entries.at(-1)?.hash ?? 'empty';
      const page = `${after}.${query.limit}`;
      return ok({ body, validator: `${head}.${isComplete}.${openings.length}.${page}` });
    },
  }),
  route({
    method: 'GET',
    path: '/auctions/:id/ledger-heads',
    summary: 'List the published heads of a sale',
    notes:
      'The newest first. Each says where the ledgers of all lots stood, under one root, signed; keep them ' +
      'and the house cannot change or cut off what stood there (docs/LEDGER.md).',
    who: 'anyone',
    params: idParam,
    query: pageQuery,
    status: 200,
    answer: page(ledgerHead),
    problems: ['invalid-request', 'not-found'],
    async handle({ identity, params, query }, desk) {
      const before = Math.min(readCursor(query.cursor, LAST_SEQ), LAST_SEQ);
      const heads = await readFor(desk, identity, async (db) => {
        if (!(await maySee(db, params.id, identity))) return null;
        return headsOfAuction(db, { auctionId: params.id, before, limit: query.limit + 1 });
      });
      if (!heads) return refuse('not-found');
      return ok({ body: pageOf(heads, query.limit, ({ seq }) => seq) });
    },
  }),
  route({
    method: 'GET',
    path: '/lots/:id/ledger-heads/:seq',
    summary: 'Prove how a lot stood in a published head',
    notes:
      'Once the lot has ended; before, its entry would tell of bids that are not told yet. Save it and run ' +
      '`npm run verify -- ledger.json --head head.json`.',
    who: 'anyone',
    params: lotAndHead,
    status: 200,
    answer: headProof,
    problems: ['not-found'],
    async handle({ identity, params: { id, seq } }, desk) {
      const found = await readFor(desk, identity, async (db) => {
        const proven = await proveLot(db, { lotId: id, seq });
        return proven && (await maySee(db, proven.auctionId, identity)) ? proven : null;
      });
      return found ? ok({ body: found.proof }) : refuse('not-found');
    },
  }),
];
