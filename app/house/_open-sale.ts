import 'server-only';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { atLeast, type Role } from '@/lib/accounts/identity';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { auctionById, auctionStanding } from '@/lib/db/read/auctions';
import { enter } from '../_door';
import { getHouse } from '../_house';

/** A sale of the house that the reader may see, or the page that says why not. */
export type OpenSale =
  | { open: true; sale: AuctionView; mayEdit: boolean; userId: string }
  | { open: false; page: ReactNode };

/** Where the pages of one sale get their number. */
export type SaleParams = Promise<{ id: string }>;

/** Opens a part of a sale for a role, read from the primary; sales of other houses do not exist here. */
export async function openSale(
  params: SaleParams,
  wanted: { needed: Role; part: '' | '/clerk' | '/people' | '/invoices' | '/details' | '/offline' },
): Promise<OpenSale> {
  const { id } = await params;
  if (!/^[1-9]\d{0,8}$/.test(id)) notFound();
  const entry = await enter(wanted.needed, `/house/sales/${id}${wanted.part}`);
  if (!entry.open) return entry;
  const { primary } = getHouse();
  const [sale, standing] = await Promise.all([
    auctionById(primary, Number(id)),
    auctionStanding(primary, Number(id)),
  ]);
  if (!sale || standing?.houseId !== entry.identity.houseId) notFound();
  const { role, userId } = entry.identity;
  return { open: true, sale, mayEdit: atLeast(role, 'auctioneer'), userId };
}
