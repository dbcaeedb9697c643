import type { FastifyReply } from 'fastify';
import { auctionsByIds } from '../../db/read/auctions-by-ids';
import { lotsByIds, lotsOfAuction } from '../../db/read/lots';
import { listSaleCards } from '../../db/read/sale-cards';
import { inLanguage } from '../../page/language';
import type { Submission } from '../../page/panel/submission';
import { RefusedRequest } from '../http/refused-request';
import { isHouse } from '../http/visibility';
import { type Bidding, RESTING } from './bidding';
import { lotPage } from './pages/lot-page';
import { myBidsPage } from './pages/my-bids-page';
import { saleListPage } from './pages/sale-list-page';
import { LOTS_PER_PAGE, salePage } from './pages/sale-page';
import { fullPathOfLot, litePathOfLot, pathOfSale } from './paths';
import { bidsOf, type LotFacts, lotFacts, registrationFor, saleFor } from './reads';
import { show, type Visit } from './visit';

const SALES = 60;
/** Pages without a script are drawn again after so long; sooner where a close is near. */
const REFRESH_S = 20;
const REFRESH_SOON_S = 5;
const SOON_MS = 60_000;

const nothing = () => new RefusedRequest({ kind: 'not-found' });

/** `/lite`: the sales. */
export async function showSales(visit: Visit): Promise<FastifyReply> {
  const { parts, reader } = visit;
  const page = await parts.reads.begin();
  const wanted = { includeDrafts: isHouse(reader.identity), limit: SALES };
  const cards = await page.read((db) => listSaleCards(db, wanted));
  const title = reader.t('saleList.title');
  return show(visit, { title, body: saleListPage(reader, cards), asOfMs: page.asOfMs });
}

/** `/lite/sales/7-a-slug?page=2`: a sale and its lots. */
export async function showSale(visit: Visit, auctionId: number, wantedPage: number) {
  const { parts, reader } = visit;
  const page = await parts.reads.begin();
  const sale = await saleFor(page, reader, auctionId);
  if (!sale) throw nothing();
  const pages = Math.max(1, Math.ceil(sale.lotCount / LOTS_PER_PAGE));
  if (wantedPage > pages) throw nothing();
  const afterNumber = (wantedPage - 1) * LOTS_PER_PAGE;
  const wanted = { auctionId, afterNumber, limit: LOTS_PER_PAGE };
  const [lots, registration, mine] = await Promise.all([
    page.read((db) => lotsOfAuction(db, wanted)),
    registrationFor(parts, reader, auctionId),
    bidsOf(parts, reader),
  ]);
  const bidOn = new Map(mine.map((bid) => [bid.lotId, bid]));
  const { epoch, asOfMs } = page;
  const facts = { epoch, asOfMs, sale, lots, registration, bidOn, page: wantedPage, pages };
  return show(visit, {
    title: inLanguage(sale.title, reader.language),
    body: salePage(reader, facts, { terminals: parts.terminals(), refreshS: REFRESH_S }),
    fullPath: pathOfSale(sale, ''),
    refreshS: REFRESH_S,
    asOfMs,
    isLive: sale.state !== 'draft',
  });
}

/** `/lite/lots/42-a-slug`: a lot with nothing begun; `/lite/lots/42/max`: with the field open. */
export async function showLot(
  visit: Visit,
  wanted: {
    lotId: number;
    minVersion: number;
    step: Extract<Submission, { step: 'none' | 'setting-max' }>;
  },
) {
  const facts = await lotFacts(visit.parts, visit.reader, wanted);
  if (!facts) throw nothing();
  return showFacts(visit, facts, { ...RESTING, submission: wanted.step });
}

const isSoon = ({ record: { lot }, asOfMs }: LotFacts) =>
  lot.state === 'open' && lot.closesAtMs - asOfMs < SOON_MS;

/** Draws a lot's page. Where something was begun it is not drawn again by itself. */
export function showFacts(visit: Visit, facts: LotFacts, bidding: Bidding, status = 200) {
  const { parts, reader } = visit;
  const { lot, item } = facts.record;
  const named = { id: lot.id, title: item.title };
  reader.path = litePathOfLot(named);
  const isResting = bidding.submission.step === 'none' && bidding.notice === null;
  const refreshS = isResting ? (isSoon(facts) ? REFRESH_SOON_S : REFRESH_S) : null;
  return show(visit, {
    title: inLanguage(item.title, reader.language),
    body: lotPage(reader, facts, { bidding, terminals: parts.terminals(), refreshS }),
    fullPath: fullPathOfLot(named),
    refreshS,
    asOfMs: facts.asOfMs,
    isLive: facts.sale.state !== 'draft',
    status,
  });
}

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
