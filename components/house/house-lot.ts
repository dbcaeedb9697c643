import type { PublicLot } from '@/lib/api/public-lot';
import type { LotView } from '@/lib/api/v1/lots';

/** A lot with what only its house may see; the server hands it to the house's own pages. */
export interface HouseLot {
  lot: PublicLot;
  item: LotView['item'];
  startMinor: number;
  reserveMinor: number | null;
}
