import type { Charges } from '@/lib/api/v1/auctions';
import type { TileItem } from '../lot-tile/tile-item';

/** A lot the reader has bid on, with what its row needs beside the live record. */
export interface MyLot {
  item: TileItem;
  auctionId: number;
  saleTitle: string;
  /** The reader's last accepted amount when the page was rendered, and for how many units. */
  myMaxMinor: number;
  units: number;
  /** Nothing of theirs was taken then but a bid left before the opening (ABS1). */
  isLeft: boolean;
  /** The house had taken their last bid back then (RET1). */
  isCancelled: boolean;
  /** The last bid of theirs that was taken then. */
  lastBidId: string;
  charges: Charges;
  decimals: boolean;
}
