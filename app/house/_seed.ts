import type { PublicAuction } from '@/lib/api/public-lot';
import type { AuctionView } from '@/lib/api/v1/auctions';

const msOf = (instant: string | null) => (instant === null ? null : Date.parse(instant));

/** The live record of a sale as the server read it, for a page to start from. */
export const publicAuctionOf = (sale: AuctionView): PublicAuction => ({
  id: sale.id,
  version: sale.version,
  state: sale.state,
  opensAtMs: msOf(sale.opensAt),
  closesAtMs: msOf(sale.closesAt),
  lotCount: sale.lotCount,
});
