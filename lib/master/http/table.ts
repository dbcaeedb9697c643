import type { Route } from './route';
import { auctionRoutes } from './routes/auctions';
import { bidHistoryRoutes } from './routes/bid-history';
import { bidRoutes } from './routes/bids';
import { catalogueRoutes } from './routes/catalogue';
import { clerkRoutes } from './routes/clerk';
import { configRoutes } from './routes/config';
import { houseActRoutes } from './routes/house-acts';
import { invoiceRoutes } from './routes/invoices';
import { ledgerRoutes } from './routes/ledger';
import { lotRoutes } from './routes/lots';
import { houseRoutes, keyRoutes, meRoutes } from './routes/me';
import { registrationRoutes } from './routes/registrations';

/** Every call of API v1, in the order of the document. */
export const ROUTES: readonly Route[] = [
  ...auctionRoutes,
  ...lotRoutes,
  ...catalogueRoutes,
  ...bidRoutes,
  ...clerkRoutes,
  ...bidHistoryRoutes,
  ...houseActRoutes,
  ...invoiceRoutes,
  ...ledgerRoutes,
  ...registrationRoutes,
  ...meRoutes,
  ...keyRoutes,
  ...houseRoutes,
  ...configRoutes,
];
