import type { ChangeRow } from '../../lib/db/change-upsert';
import type { DatabaseServer, Transaction } from './server';

/** One statement at work: where, in which transaction, with which parameters. */
export interface StatementCall {
  readonly server: DatabaseServer;
  readonly own: Transaction;
  readonly values: readonly unknown[];
}

/** What a statement of that name does; rows as `pg` would bring them. */
export type Statement = (call: StatementCall) => Promise<readonly object[]> | readonly object[];

/** The epoch as this transaction sees it. */
export const epochOf = ({ server, own }: StatementCall): number =>
  server.read(own, 'epoch', '1')?.epoch ?? 0;

/** Writes a row of `change` with the id of the transaction that does (ANT1). */
export async function upsertChange(call: StatementCall, change: ChangeRow): Promise<void> {
  const { server, own } = call;
  await server.lock(own, 'change', change.key);
  const xid = server.assign(own);
  const { key, version, channel, gone } = change;
  await server.write(own, 'change', key, { key, version, channel, gone, xid });
}
