import type pg from 'pg';
import type { Accounts } from '../../accounts/accounts';
import type { PageReads } from '../../db/read/page-reads';
import type { Desk } from '../http/desk';

/** What the lite pages are made of. */
export interface LiteParts {
  accounts: Pick<Accounts, 'identify' | 'authHandler'>;
  desk: Pick<Desk, 'lanes' | 'clock' | 'catalogue' | 'receipts' | 'mayAskWhy'>;
  /** For what anyone may see. */
  reads: PageReads;
  /** For what a person just did themselves: the primary, over connections of these pages' own. */
  primary: pg.Pool;
  /** Origins of terminals, as known now. */
  terminals(): readonly string[];
  publicOrigin: string;
  /** Signs forms (AUT3). */
  secret: string;
  /** The text of `public/lite/live.js`. */
  script: string;
}
