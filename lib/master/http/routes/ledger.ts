import { lotLedger as answer, type LotLedgerView, ledgerQuery } from '../../../api/v1/ledger';
import type { ChainBody } from '../../../auction/ledger-chain';
import { openedOnEnd, toldWhileOpen } from '../../../auction/ledger-openings';
import { type LotLedger, lotLedger } from '../../../db/read/lot-ledger';
import { ok } from '../../../shared/result';
import { refuse } from '../../trouble';
import { readCursor } from '../cursors';
import { idParam, route } from '../route';
import { maySee, readFor } from '../visibility';

const ENDS = ['sold', 'passed', 'withdrawn'];

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
];
