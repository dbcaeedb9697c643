import 'server-only';
import type { Pool } from 'pg';
import { type Accounts, createAccounts } from '@/lib/accounts/accounts';
import { systemClock, systemTimers } from '@/lib/config/system';
import { createDatabaseServers } from '@/lib/db/database-servers';
import { createPool } from '@/lib/db/pools';
import { createPrisma } from '@/lib/db/prisma';
import { createPageReads, type PageReads } from '@/lib/db/read/page-reads';

interface House {
  /** For what anyone may see: the replica, which lags by milliseconds, while it answers. */
  pages: PageReads;
  /** For what a person just did themselves: never late. */
  primary: Pool;
  accounts: Accounts;
}

// Development reloads modules; the connections must not multiply with it.
const kept = globalThis as { lotcastHouse?: House };

function need(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`pages need ${name}; the master hands it to the process that renders`);
  return value;
}

/** Connections of the process that renders pages, made at the first page. It only ever reads. */
export function getHouse(): House {
  if (!kept.lotcastHouse) {
    const servers = createDatabaseServers({
      urls: [need('PRIMARY_URL'), need('REPLICA_URL')],
      timers: systemTimers,
      log: { info() {}, warn() {} }, // The master of this process says it.
    });
    // Pages are drawn from the servers as given until the first look, and whenever none is found.
    servers.start(0).catch(() => {});
    const primary = createPool(servers.primary, { max: 6, name: 'pages-primary' });
    kept.lotcastHouse = {
      primary,
      pages: createPageReads({
        primary,
        replica: createPool(servers.replica, { max: 10, name: 'pages-replica' }),
        clock: systemClock,
        timers: systemTimers,
      }),
      accounts: createAccounts({
        prisma: createPrisma(servers.primary),
        pool: primary,
        authSecret: need('AUTH_SECRET'),
        publicOrigin: need('PUBLIC_ORIGIN'),
        clock: systemClock,
      }),
    };
  }
  return kept.lotcastHouse;
}
