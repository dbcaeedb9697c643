import { createPool } from '../lib/db/pools';
import { startBarePeer } from './bare-peer';

// A process of its own, as the house's parts are: `tsx bench/bare-server.ts`, with PRIMARY_URL set.
const pool = createPool(process.env.PRIMARY_URL ?? '', { max: 8, name: 'lotcast-bench-bare' });
const peer = await startBarePeer(pool);
process.on('disconnect', async () => {
  await peer.stop();
  await pool.end();
  process.exit(0);
});
process.send?.({ bidUrl: peer.bidUrl, watchUrl: peer.watchUrl });
