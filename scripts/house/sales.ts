import type { AuctionView } from '../../lib/api/v1/auctions';
import type { LotAction, LotView } from '../../lib/api/v1/lots';
import { type HouseClient, must } from './client';

/** Publishes a draft sale at the versions it has now; answers with the sale. */
export async function publishSale(house: HouseClient, auctionId: number): Promise<AuctionView> {
  const path = `/api/v1/auctions/${auctionId}`;
  const sale = must(await house.get<AuctionView>(path), 'reading the sale');
  const ifMatch = { 'if-match': `"${sale.saleVersion}.${sale.version}"` };
  const answer = await house.send<AuctionView>('PATCH', path, { state: 'published' }, ifMatch);
  return must(answer, 'publishing the sale');
}

/** Registers a bidder for a sale under its present terms. */
export async function register(
  bidder: HouseClient,
  sale: { id: number; termsVersion: number },
): Promise<void> {
  const path = `/api/v1/auctions/${sale.id}/registrations`;
  must(await bidder.send('POST', path, { termsVersion: sale.termsVersion }), 'registering');
}

/** A lot that an action has reached, whoever did it. */
const REACHED: Record<LotAction['action'], (state: LotView['state']) => boolean> = {
  open: (state) => state !== 'scheduled',
  close: (state) => state === 'sold' || state === 'passed',
  withdraw: (state) => state === 'withdrawn',
};

/**
 * Opens, closes or withdraws a lot at the version it has now; tries again when it moved meanwhile,
 * and when the house did not know what became of it (503), unless it turns out to have been done.
 */
export async function actOnLot(
  house: HouseClient,
  lotId: number,
  action: LotAction['action'],
): Promise<LotView> {
  for (let doubted = false; ; ) {
    const lot = must(await house.get<LotView>(`/api/v1/lots/${lotId}`), 'reading a lot');
    if (doubted && REACHED[action](lot.state)) return lot;
    const path = `/api/v1/lots/${lotId}/actions`;
    const body = { action, version: lot.version };
    const answer = await house.send<{ lot: LotView }>('POST', path, body);
    if (answer.ok) return answer.body.lot;
    doubted ||= answer.status === 503;
    if (answer.status !== 503 && !answer.problem.type.endsWith('/stale-version'))
      must(answer, `${action} of lot ${lotId}`);
  }
}
