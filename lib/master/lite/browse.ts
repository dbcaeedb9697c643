import type { FastifyReply } from 'fastify';
import type { PublicLot } from '../../api/public-lot';
import { lotsOfAuction } from '../../db/read/lots';
import { listSaleCards } from '../../db/read/sale-cards';
import { inLanguage } from '../../page/language';
import { nextFallMs } from '../../page/panel/falling';
import type { Submission } from '../../page/panel/submission';
import { RefusedRequest } from '../http/refused-request';
import { type Bidding, RESTING } from './bidding';
import { lotPage } from './pages/lot-page';
import { saleListPage } from './pages/sale-list-page';
import { LOTS_PER_PAGE, salePage } from './pages/sale-page';
import { fullPathOfLot, litePathOfLot, pathOfSale } from './paths';
import { bidsOf, type LotFacts, lotFacts, registrationFor, saleFor } from './reads';
import { show, type Visit } from './visit';

const SALES = 60;
/** Pages without a script are drawn again after so long, in seconds; sooner where a close is near. */
export const REFRESH_S = 20;
const REFRESH_SOON_S = 5;
const SOON_MS = 60_000;

const nothing = () => new RefusedRequest({ kind: 'not-found' });

/** `/lite`: the sales. */
export async function showSales(visit: Visit): Promise<FastifyReply> {
  const { parts, reader } = visit;
  const page = await parts.reads.begin();
  const wanted = { draftsOf: reader.identity?.houseId ?? null, limit: SALES };
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
  const falling = lots.flatMap(({ lot }) => (lot.falling ? [lot] : []));
  const refreshS = refreshAfterS(falling, asOfMs);
  return show(visit, {
    title: inLanguage(sale.title, reader.language),
    body: salePage(reader, facts, { terminals: parts.terminals(), refreshS }),
    fullPath: pathOfSale(sale, ''),
    refreshS,
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

/** When a page without a script is drawn again: sooner before a close, and once a price has fallen (DUT2). */
function refreshAfterS(lots: readonly PublicLot[], nowMs: number): number {
  const isSoon = lots.some((lot) => lot.state === 'open' && lot.closesAtMs - nowMs < SOON_MS);
  const falls = lots.map((lot) => nextFallMs(lot, nowMs) ?? Number.POSITIVE_INFINITY);
  const fallsInS = Math.ceil((Math.min(...falls) - nowMs) / 1_000);
  return Math.max(REFRESH_SOON_S, Math.min(isSoon ? REFRESH_SOON_S : REFRESH_S, fallsInS));
}

/** Draws a lot's page. Where something was begun it is not drawn again by itself. */
export function showFacts(visit: Visit, facts: LotFacts, bidding: Bidding, status = 200) {
  const { parts, reader } = visit;
  const { lot, item } = facts.record;
  const named = { id: lot.id, title: item.title };
  reader.path = litePathOfLot(named);
  const isResting = bidding.submission.step === 'none' && bidding.notice === null;
  const refreshS = isResting ? refreshAfterS([lot], facts.asOfMs) : null;
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
