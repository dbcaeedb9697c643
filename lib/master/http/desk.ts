import type pg from 'pg';
import type { Operations } from '../../api/v1/operations';
import type { Queryable } from '../../db/read/queryable';
import type { HouseSigner } from '../../node-token/house-signer';
import type { Catalogue } from '../catalogue/catalogue';
import type { LaneAnswer, LaneInput } from '../lanes/lane-input';
import type { PrimaryClock } from '../primary-clock';
import type { TicketOffice } from '../registrations/give-ticket';

/** What handlers work with. */
export interface Desk {
  primary: pg.Pool;
  /** A read that may be a moment behind: from the replica where it answers, else from the primary. */
  publicRead<T>(read: (db: Queryable) => Promise<T>): Promise<T>;
  clock: PrimaryClock;
  lanes: { submit(lotId: number, input: LaneInput): Promise<LaneAnswer> };
  catalogue: Catalogue;
  tickets: TicketOffice;
  receipts: HouseSigner;
  /** Whether this person may ask why once more now (WHY2); asking counts. */
  mayAskWhy(userId: string): boolean;
  operations(): Promise<Operations>;
}
