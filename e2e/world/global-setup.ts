import { startTestHouse } from './house';

/** One house for the whole run; tests make their own people and sales in it. */
export default async function setup(): Promise<() => Promise<void>> {
  const house = await startTestHouse(['--terminals', '2']);
  process.env.LOTCAST_E2E_ORIGIN = house.origin;
  process.env.LOTCAST_DATA_DIR = house.dataDir;
  return () => house.stop();
}
