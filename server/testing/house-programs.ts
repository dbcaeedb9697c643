import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createKey } from '../../lib/accounts/api-keys';
import { setRole } from '../../lib/accounts/people';

/** What a program with a key asks of a master. @throws Error on any refusal, with its text. */
export type AskHouse = (
  method: string,
  path: string,
  json?: unknown,
  etag?: string,
) => Promise<{ body: { [name: string]: unknown }; etag: string }>;

/** A new person's program: its key, and how it asks this master. */
export async function newProgram(
  pool: pg.Pool,
  role: 'bidder' | 'auctioneer' | 'admin',
  masterUrl: string,
): Promise<{ key: string; ask: AskHouse }> {
  const { rows } = await pool.query<{ id: string }>(
    'insert into person (name, email) values ($1, $2) returning id',
    [role, `${randomUUID()}@example.test`],
  );
  const userId = rows[0]?.id ?? '';
  if (role !== 'bidder') await setRole(pool, { userId, role, houseId: 1 });
  const { key } = await createKey(pool, { userId, name: 'test' });
  return { key, ask: askWith(key, masterUrl) };
}

/** Asks a master with a key; the same key is good at every master. */
export const askWith =
  (key: string, masterUrl: string): AskHouse =>
  async (method, path, json, etag = '') => {
    const answer = await fetch(`${masterUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
        'idempotency-key': randomUUID(),
        ...(etag && { 'if-match': etag }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const body = (await answer.json()) as { [name: string]: unknown };
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(body)}`);
    return { body, etag: answer.headers.get('etag') ?? '' };
  };

/** A published sale with so many lots that are open for an hour. */
export async function openTestSale(
  ask: AskHouse,
  lots = 1,
): Promise<{ auctionId: number; lotIds: number[] }> {
  const title = { en: 'Clocks', zh: '钟表' };
  const made = await ask('POST', '/auctions', { title, currency: 'GBP' });
  const auctionId = made.body.id as number;
  await ask('PATCH', `/auctions/${auctionId}`, { state: 'published' }, made.etag);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const lotIds: number[] = [];
  for (let nth = 0; nth < lots; nth += 1) {
    const answer = await ask('POST', `/auctions/${auctionId}/lots`, {
      ...{ title, startMinor: 10_000, opensAt: at(60_000), closesAt: at(3_600_000) },
    });
    const [lot] = answer.body.lots as { id: number }[];
    const lotId = lot?.id ?? 0;
    const { body } = await ask('GET', `/lots/${lotId}`);
    await ask('POST', `/lots/${lotId}/actions`, { action: 'open', version: body.version });
    lotIds.push(lotId);
  }
  return { auctionId, lotIds };
}
