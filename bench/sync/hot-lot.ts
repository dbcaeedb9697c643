import { makeTestLot, makeTestSale, testBid, testLanes } from '../../lib/master/testing/test-sale';
import type { SyncHouse } from '../../server/testing/sync-house';

const BIDS = 1_000;
const AT_ONCE = 16;
const BIDDERS = 32;
const PAGES_EACH = 5;
const STEP_MINOR = 100;

/** What 1,000 bids on one lot cost, with two terminals and an agent, beside a notice a bid and node. */
export async function measureHotLot(house: SyncHouse): Promise<void> {
  const [master] = house.masters;
  if (!master) throw new Error('no master');
  const { primary, notifier } = master;
  const sale = await makeTestSale(primary, { bidders: BIDDERS });
  const ladder = [{ fromMinor: 0, stepMinor: STEP_MINOR }];
  const { lotId } = await makeTestLot(primary, sale, { ladder, startMinor: STEP_MINOR });
  const lanes = testLanes({ pool: primary, notifier });
  for (let nth = 0; nth < house.terminals.length * PAGES_EACH; nth += 1) {
    await house.provenPage(`lot:${lotId}`, nth % house.terminals.length);
  }
  const before = await counts(house);
  const startedMs = performance.now();
  let next = 0;
  let refused = 0;
  const bidOn = async () => {
    for (let at = next++; at < BIDS; at = next++) {
      const bidder = sale.bidders[at % BIDDERS];
      if (!bidder) throw new Error('no bidder');
      const bid = testBid(bidder, (at + 1) * STEP_MINOR, { bidKind: 'exact' });
      if (!(await lanes.submit(lotId, bid)).ok) refused += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, bidOn));
  const bidMs = performance.now() - startedMs;
  const { rows } = await primary.query<{ version: number }>(
    'select version from lot where id = $1',
    [lotId],
  );
  const version = rows[0]?.version ?? 0;
  await Promise.all(
    house
      .pages()
      .map((page) =>
        page.next('lots', ({ lots }) =>
          lots.some((lot) => lot.id === lotId && lot.version === version),
        ),
      ),
  );
  const after = await counts(house);
  const { batches } = lanes.stats();
  const nodes = house.terminals.length + (house.agent ? 1 : 0);
  const pages = house.pages().length;
  const frames = house
    .pages()
    .reduce((sum, page) => sum + page.frames.filter(({ t }) => t === 'lots').length, 0);
  console.log(
    `\n${BIDS} bids on one lot, ${AT_ONCE} at once, by ${BIDDERS} bidders: ${refused} refused, ${(bidMs / 1_000).toFixed(1)} s, ${batches} commits; ${nodes} nodes, ${pages} pages`,
  );
  const line = (name: string, ours: number, naive: number) =>
    console.log(
      `${name.padEnd(58)}${String(ours).padStart(12)}${String(naive).padStart(12)}${`×${(naive / Math.max(1, ours)).toFixed(1)}`.padStart(9)}`,
    );
  console.log(`${''.padEnd(58)}${'ours'.padStart(12)}${'a bid each'.padStart(12)}`);
  const of = (key: keyof Counts) => after[key] - before[key];
  line('messages from the master to nodes', of('messages'), BIDS * nodes);
  line('fetches answered by Memcached', of('memcached'), 0);
  line('records read from the replica for nodes', of('replica'), 0);
  line('records read from the primary for nodes', of('primary'), BIDS * nodes);
  line('writes to pages that carry the lot', frames, BIDS * pages);
  await lanes.stop();
}

interface Counts {
  messages: number;
  memcached: number;
  replica: number;
  primary: number;
}

async function counts(house: SyncHouse): Promise<Counts> {
  const nodes = [...house.terminals.map(({ node }) => node), ...(house.agent ? [house.agent] : [])];
  const sum = (read: (node: (typeof nodes)[number]) => number) =>
    nodes.reduce((all, node) => all + read(node), 0);
  const fetched = await Promise.all(house.masters.map((master) => master.fetched()));
  return {
    messages: sum(({ counters }) => counters.notices),
    memcached: sum(({ counters }) => counters.fetchedMemcached),
    replica: fetched.reduce((all, each) => all + each.replica, 0),
    primary: fetched.reduce((all, each) => all + each.primary, 0),
  };
}
