import { type Queryable, rowsOf } from './queryable';

/** Where pages can reach a terminal, and whether its last beat is recent. */
export interface TerminalAddress {
  name: string;
  origin: string;
  alive: boolean;
}

/**
 * Every terminal that ever registered, live ones first (NOD1). A page tries them in turn; the policy
 * of its document must name all of them, also one that comes back later.
 */
export async function listTerminals(db: Queryable): Promise<TerminalAddress[]> {
  return rowsOf<TerminalAddress & Record<string, unknown>>(db, {
    name: 'read-terminals',
    text: `select name, public_url as origin, alive from (
        select name, public_url, last_seen_at > now() - interval '5 seconds' as alive
        from node where kind = 'terminal' and public_url is not null
          and last_seen_at > now() - interval '1 day') n
      order by alive desc, name`,
    values: [],
  });
}
