import type { FastifyReply } from 'fastify';
import { auctionsByIds } from '../../db/read/auctions-by-ids';
import { lotsByIds } from '../../db/read/lots';
import { lotsWon } from '../../db/read/lots-won';
import { RefusedRequest } from '../http/refused-request';
import { whyOwnBid } from '../why/why-own-bid';
import { REFRESH_S } from './browse';
import { html } from './markup';
import { invoicePage } from './pages/invoice-page';
import { myBidsPage } from './pages/my-bids-page';
import { whyPage } from './pages/why-page';
import { bidsOf, lotFacts, saleFor } from './reads';
import { withReturn } from './return-to';
import { show, type Visit } from './visit';

const nothing = () => new RefusedRequest({ kind: 'not-found' });

/** `/lite/my-bids`: the lots the reader has bid on. */
export async function showMyBids(visit: Visit): Promise<FastifyReply> {
  const { parts, reader } = visit;
  const page = await parts.reads.begin();
  const bids = await bidsOf(parts, reader);
  const lotIds = bids.map(({ lotId }) => lotId);
  const saleIds = [...new Set(bids.map(({ auctionId }) => auctionId))];
  const [records, sales] = await Promise.all([
    page.read((db) => lotsByIds(db, lotIds)),
    page.read((db) => auctionsByIds(db, saleIds)),
  ]);
  return show(visit, {
    title: reader.t('myBids.title'),
    body: myBidsPage(reader, { asOfMs: page.asOfMs, bids, records, sales }),
    fullPath: '/my-bids',
    refreshS: REFRESH_S,
    asOfMs: page.asOfMs,
  });
}

/** The way to sign in and come back, for a page that is one person's. */
function signedOut(visit: Visit, title: string, words: string) {
  const { reader } = visit;
  const to = withReturn('/lite/sign-in', reader.path);
  const body = html`<h1>${title}</h1><p>${words} <a href="${to}">${reader.t('nav.signIn')}</a></p>`;
  return show(visit, { title, body, status: 401 });
}

/** `/lite/my-bids/invoices/7`: what the reader owes in a sale (PRM1). */
export async function showInvoice(visit: Visit, auctionId: number): Promise<FastifyReply> {
  const { parts, reader } = visit;
  const { t, identity } = reader;
  const title = t('invoice.title');
  if (!identity) return signedOut(visit, title, t('invoice.signedOut'));
  const page = await parts.reads.begin();
  const [sale, won] = await Promise.all([
    saleFor(page, reader, auctionId),
    lotsWon(parts.primary, { auctionId, userId: identity.userId }),
  ]);
  if (!sale || !won) throw nothing();
  const { asOfMs } = page;
  return show(visit, {
    title,
    body: invoicePage(reader, { asOfMs, sale, won }),
    fullPath: `/my-bids/invoices/${auctionId}`,
  });
}

/** `/lite/my-bids/why/123`: why a bid of the reader's came to what it came to (WHY2). */
export async function showWhy(visit: Visit, bidId: number): Promise<FastifyReply> {
  const { parts, reader } = visit;
  const { t, identity } = reader;
  const title = t('why.title');
  if (!identity) return signedOut(visit, title, t('myBids.signedOut'));
  if (!parts.desk.mayAskWhy(identity.userId)) {
    throw new RefusedRequest({ kind: 'too-many-requests' });
  }
  const why = await whyOwnBid(parts.primary, { bidId, userId: identity.userId });
  if (!why) throw nothing();
  if (why === 'erased') {
    const body = html`<h1>${title}</h1><p>${t('lite.whyErased')}</p>`;
    return show(visit, { title, body, fullPath: '/my-bids', status: 404 });
  }
  const facts = await lotFacts(parts, reader, { lotId: why.lotId, minVersion: 0 });
  if (!facts) throw nothing();
  return show(visit, { title, body: whyPage(reader, facts, why), fullPath: '/my-bids' });
}
