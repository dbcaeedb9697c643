import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { Pool } from 'pg';
import { setRole } from '../../lib/accounts/people';
import { createProgramAccounts } from '../../lib/accounts/programs';
import { createConnections, createHouseClient } from '../house/client';
import { NoHouse, poolOf, runningHouse } from '../house/running';
import { bidAndClose } from './bidding';
import { reportOf } from './outcome';
import { type RunPass, replayLots } from './pass';
import { biddersOf } from './plan';
import type { BidFile } from './read-file';
import { type Cast, openSale } from './sale';

const CONNECTIONS = 32;

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

/**
 * Replays a file through the house that runs here, each pass in a sale of its own, and tells where.
 * @returns the report, its last line the counts.
 * @throws NoHouse where none runs.
 */
export async function replayInHouse(
  path: string,
  { bids, lots }: BidFile,
): Promise<readonly string[]> {
  const house = runningHouse();
  const master = house.masters[0];
  if (!master) throw new NoHouse('the house has no master');
  const runId = randomBytes(4).toString('hex');
  const title = `Replay of ${basename(path)} (${runId})`;
  const pool = poolOf(house);
  const bar = new SingleBar({ format: ' {bar} {value}/{total} bids', clearOnComplete: true });
  try {
    const cast = await castFor(pool, master, biddersOf(bids), runId);
    const runPass: RunPass = async (lots, name) => {
      const saleTitle = name === 'with-reserve' ? `${title}, with reserves` : title;
      const { auctionId, pass } = await openSale(cast, saleTitle, lots, Date.now());
      console.log(`replaying into ${master}/sales/${auctionId}`);
      bar.start(
        pass.reduce((sum, { recorded }) => sum + recorded.bids.length, 0),
        0,
      );
      const results = await bidAndClose(cast, pass, runId, () => bar.increment());
      bar.stop();
      return results;
    };
    return reportOf(await replayLots(lots, runPass));
  } finally {
    bar.stop();
    await pool.end();
  }
}
