import { poolOf, runningHouse } from './house/running';
import { lifeInFile } from './replay-lot/from-file';
import { lifeInHouse } from './replay-lot/from-house';
import { type LotLife, wholeLife } from './replay-lot/pages';
import { showLife } from './replay-lot/show';

const USAGE = `usage: npm run replay-lot -- LOT | LEDGER.json
LOT is the number in the address of its page, in the house that runs here;
LEDGER.json was saved from GET /api/v1/lots/LOT/ledger`;

/** A mistake of the caller's: exit 2. */
class BadCall extends Error {}

async function lifeInRunningHouse(lotId: number): Promise<LotLife> {
  const pool = poolOf(runningHouse());
  const life = await lifeInHouse(pool, lotId).finally(() => pool.end());
  if (life) return life;
  throw new Error(`lot ${lotId} has no ledger: it is unknown, or nothing has happened to it yet`);
}

async function readLife([what, ...rest]: readonly string[]): Promise<LotLife> {
  if (!what || rest.length > 0 || what.startsWith('-')) throw new BadCall(USAGE);
  if (/^[1-9]\d{0,8}$/.test(what)) return lifeInRunningHouse(Number(what));
  const life = lifeInFile(what);
  if (!life.ok) throw new BadCall(life.error);
  return life.value;
}

/** Exit 1 where the life does not follow from the rules. */
async function replayLot(): Promise<0 | 1> {
  const life = await readLife(process.argv.slice(2));
  const { stdin, stdout } = process;
  if (stdin.isTTY && stdout.isTTY) await showLife(life, { input: stdin, output: stdout });
  else console.log(wholeLife(life));
  return life.problem ? 1 : 0;
}

try {
  process.exit(await replayLot());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof BadCall ? 2 : 1);
}
