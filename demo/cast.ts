import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Auth } from '../lib/accounts/auth';
import type { Role } from '../lib/accounts/identity';
import { createPerson, setRole } from '../lib/accounts/people';
import { createProgramAccounts, type ProgramAccount } from '../lib/accounts/programs';

/** Accounts a visitor signs in with. On loopback only; a house on a network starts without them. */
export const DEMO_PEOPLE: readonly { email: string; name: string; password: string; role: Role }[] =
  [
    {
      email: 'bidder@lotcast.example',
      name: 'Bea Bidder',
      password: 'bidder-demo-1',
      role: 'bidder',
    },
    {
      email: 'rival@lotcast.example',
      name: 'Ravi Rival',
      password: 'rival-demo-1',
      role: 'bidder',
    },
    {
      email: 'auctioneer@lotcast.example',
      name: 'Ada Auctioneer',
      password: 'auctioneer-demo-1',
      role: 'auctioneer',
    },
  ];

/** Demo bidders: name and keenness. */
export const DEMO_BIDDERS = [
  ['Mei', 1.2],
  ['Tomás', 1.05],
  ['Ingrid', 0.95],
  ['Kofi', 1.1],
  ['Yuki', 0.9],
  ['Anouk', 1.25],
  ['Rafael', 0.8],
  ['Lin', 1.15],
] as const;

/** What the demo keeps between starts, in the data folder (0600: it holds keys). */
interface DemoMemory {
  auctioneer: ProgramAccount;
  bidders: ProgramAccount[];
}

/** Makes the visitors' accounts unless they are there. */
export async function ensurePeople(auth: Auth, pool: Pool): Promise<void> {
  for (const person of DEMO_PEOPLE) {
    const made = await createPerson(auth, pool, person);
    if (!made.ok && made.error.kind !== 'email-taken')
      throw new Error(`the demo account ${person.email} was not made: ${made.error.kind}`);
  }
}

/** The demo's own programs with their keys: those of the last start while they are still good. */
export async function ensurePrograms(
  dataDir: string,
  pool: Pool,
  runId: string,
): Promise<DemoMemory> {
  const file = join(dataDir, 'demo.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoMemory) : null;
  if (known && (await allKnown(pool, known))) return known;
  const [auctioneer, ...bidders] = await createProgramAccounts(
    pool,
    ['The house', ...DEMO_BIDDERS.map(([name]) => name)],
    `demo-${runId}.invalid`,
  );
  if (!auctioneer) throw new Error("the demo's auctioneer was not made");
  await setRole(pool, { userId: auctioneer.userId, role: 'auctioneer', houseId: 1 });
  const memory: DemoMemory = { auctioneer, bidders };
  writeFileSync(file, JSON.stringify(memory), { mode: 0o600 });
  return memory;
}

async function allKnown(pool: Pool, memory: DemoMemory): Promise<boolean> {
  const ids = [memory.auctioneer, ...memory.bidders].map(({ userId }) => userId);
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(DISTINCT user_id)::int AS n FROM api_key
      WHERE user_id = ANY($1::uuid[]) AND revoked_at IS NULL`,
    [ids],
  );
  return rows[0]?.n === ids.length;
}
