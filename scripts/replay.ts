import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { Pool } from 'pg';
import { setRole } from '../lib/accounts/people';
import { createProgramAccounts } from '../lib/accounts/programs';
import { createConnections, createHouseClient } from './house/client';
import { NoHouse, poolOf, runningHouse } from './house/running';
import { bidAndClose, type PassResult } from './replay/bidding';
import { parseBidFile, type RecordedBid } from './replay/csv';
import { needsReserve, reportOf } from './replay/outcome';
import { biddersOf, planLots, type RecordedLot } from './replay/plan';
import { type Cast, openSale } from './replay/sale';

const USAGE = 'usage: npm run replay -- FILE.csv';
const CONNECTIONS = 32;

/** A mistake of the caller's: one line, exit 2. */
class BadCall extends Error {}

function readFile(path: string): { bids: RecordedBid[]; lots: RecordedLot[] } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadCall(`cannot read ${path}: ${(error as Error).message}`);
  }
  const bids = parseBidFile(text);
  const lots = bids.ok ? planLots(bids.value) : bids;
  if (!bids.ok || !lots.ok) {
    const { line, message } = (bids.ok ? (lots.ok ? null : lots.error) : bids.error) ?? {
      line: 1,
      message: 'unreadable',
    };
    throw new BadCall(`${path}, line ${line}: ${message}. Nothing was created.`);
  }
  return { bids: bids.value, lots: lots.value };
}

async function castFor(pool: Pool, master: string, names: string[], runId: string): Promise<Cast> {
  const dispatcher = createConnections(CONNECTIONS);
  const [auctioneer, ...bidders] = await createProgramAccounts(
    pool,
    ['Replay auctioneer', ...names],
    `replay-${runId}.invalid`,
  );
  if (!auctioneer) throw new Error('the auctioneer was not made');
  await setRole(pool, { userId: auctioneer.userId, role: 'auctioneer', houseId: 1 });
  return {
    auctioneer: createHouseClient(master, auctioneer.key, dispatcher),
    bidders: new Map(
      bidders.map(({ name, key }) => [name, createHouseClient(master, key, dispatcher)]),
    ),
  };
}

async function replay(path: string): Promise<void> {
  const { bids, lots } = readFile(path);
  const house = runningHouse();
  const master = house.masters[0];
  if (!master) throw new NoHouse('the house has no master');
  const runId = randomBytes(4).toString('hex');
  const pool = poolOf(house);
  const bar = new SingleBar({ format: ' {bar} {value}/{total} bids', clearOnComplete: true });
  try {
    const cast = await castFor(pool, master, biddersOf(bids), runId);
    const title = `Replay of ${basename(path)} (${runId})`;
    const runPass = async (
      name: string,
      lots: { recorded: RecordedLot; reserveMinor: number | null }[],
    ) => {
      const { auctionId, pass } = await openSale(cast, name, lots, Date.now());
      console.log(`replaying into ${master}/sales/${auctionId}`);
      bar.start(
        pass.reduce((sum, { recorded }) => sum + recorded.bids.length, 0),
        0,
      );
      const results = await bidAndClose(cast, pass, runId, () => bar.increment());
      bar.stop();
      return results;
    };
    const results = await runPass(
      title,
      lots.map((recorded) => ({ recorded, reserveMinor: null })),
    );
    const again = results
      .filter(({ recorded, priceMinor }) =>
        needsReserve({ finalMinor: recorded.finalMinor, computedMinor: priceMinor }),
      )
      .map(({ recorded }) => ({ recorded, reserveMinor: recorded.finalMinor }));
    const second = again.length > 0 ? await runPass(`${title}, with reserves`, again) : [];
    for (const line of reportOf(outcomes(results, second))) console.log(line);
  } finally {
    bar.stop();
    await pool.end();
  }
}

function outcomes(first: readonly PassResult[], second: readonly PassResult[]) {
  const again = new Map(second.map((result) => [result.recorded.auctionId, result]));
  return first.map(({ recorded, priceMinor, refused }) => {
    const reserve = again.get(recorded.auctionId);
    return {
      auctionId: recorded.auctionId,
      finalMinor: recorded.finalMinor,
      computedMinor: priceMinor,
      withReserve: reserve ? { priceMinor: reserve.priceMinor, sold: reserve.sold } : null,
      refused,
    };
  });
}

const [path, ...rest] = process.argv.slice(2);
try {
  if (!path || rest.length > 0 || path.startsWith('-')) throw new BadCall(USAGE);
  await replay(path);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof BadCall ? 2 : 1);
}
