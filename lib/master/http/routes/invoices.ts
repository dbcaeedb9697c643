import { invoiceView, patchPayments } from '../../../api/v1/invoices';
import { page, pageQuery } from '../../../api/v1/paging';
import { auctionById, auctionStanding } from '../../../db/read/auctions';
import { buyerById, buyersOfAuction } from '../../../db/read/buyers';
import { lotsWonBy } from '../../../db/read/lots-won';
import { toInvoiceView } from '../../../page/invoice';
import { invariant } from '../../../shared/assert';
import { ok } from '../../../shared/result';
import { setPayments } from '../../payments/set-payments';
import { refuse } from '../../trouble';
import { actorOf } from '../actor';
import { pageOf, readCursor } from '../cursors';
import { idParam, route } from '../route';

/** What buyers owe for what they won, and what they paid. */
export const invoiceRoutes = [
  route({
    method: 'GET',
    path: '/auctions/:id/invoices',
    summary: 'List what the buyers of a sale owe',
    notes: 'By paddle. A page may hold fewer invoices than its limit; the last one has no `next`.',
    who: 'clerk',
    params: idParam,
    query: pageQuery,
    status: 200,
    answer: page(invoiceView),
    problems: ['invalid-request', 'not-found'],
    async handle({ identity, params, query }, desk) {
      const afterPaddle = Math.min(readCursor(query.cursor, 0), 0x7fffffff);
      const standing = await auctionStanding(desk.primary, params.id);
      if (standing?.houseId !== identity.houseId) return refuse('not-found');
      const sale = await auctionById(desk.primary, params.id);
      invariant(sale, 'a sale that has a standing can be read', params);
      const wanted = { auctionId: params.id, afterPaddle, limit: query.limit + 1 };
      const buyers = await buyersOfAuction(desk.primary, wanted);
      const { items, next } = pageOf(buyers, query.limit, ({ paddle }) => paddle);
      const ids = items.map(({ registrationId }) => registrationId);
      const won = await lotsWonBy(desk.primary, ids);
      const invoices = items.flatMap((buyer) => {
        const lots = won.get(buyer.registrationId);
        return lots ? [toInvoiceView(buyer, lots, sale.charges)] : [];
      });
      return ok({ body: { items: invoices, next } });
    },
  }),
  route({
    method: 'PATCH',
    path: '/registrations/:id/payments',
    summary: 'Report what a buyer paid for',
    notes:
      'All of the lots or none. What is paid is not reopened (CLS3). A clerk notes payments; an auctioneer ' +
      'may take the note back. A payment provider’s adapter reports here, with a key of the house.',
    who: 'clerk',
    params: idParam,
    body: patchPayments,
    status: 200,
    answer: invoiceView,
    problems: ['invalid-request', 'not-found'],
    async handle({ identity, params, body }, desk) {
      const { lots: lotIds, isPaid, reference } = body;
      const report = { registrationId: params.id, lotIds, isPaid, reference };
      const done = await setPayments(desk.catalogue, actorOf(identity), report);
      if (!done.ok) return done;
      const buyer = await buyerById(desk.primary, params.id);
      const sale = buyer && (await auctionById(desk.primary, buyer.auctionId));
      const lots = (await lotsWonBy(desk.primary, [params.id])).get(params.id);
      invariant(buyer && sale && lots, 'who paid has an invoice', params);
      return ok({ body: toInvoiceView(buyer, lots, sale.charges) });
    },
  }),
];
