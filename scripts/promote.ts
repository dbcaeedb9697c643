import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { createPool } from '../lib/db/pools';
import { localDatabases } from './promote/local-house';
import { lostLines, missingLine } from './promote/loss-lines';
import { findLostBids, type LostBid } from './promote/lost-bids';
import { NotPromoted, type Promotion, promote } from './promote/promotion';

interface Options {
  data: string;
  primary?: string;
  standby?: string;
  fence?: string;
}

const say = (line: string) => console.log(line);

function outcomeLines({ epoch, timeline, tookMs }: Promotion): void {
  say(
    `the read replica is the primary now: epoch ${epoch}, timeline ${timeline}, ${Math.round(tookMs)} ms`,
  );
}

/** What the house must know of it, where it looks for such things. */
async function note(url: string, promotion: Promotion, lost: readonly LostBid[] | null) {
  const pool = createPool(url, { max: 1, name: 'promote' });
  try {
    // The new primary may have no standby yet: this waits for none.
    await pool.query('set synchronous_commit = local');
    const { epoch, missingBytes } = promotion;
    await pool.query(`insert into audit (action, subject, detail) values ('promote', $1, $2)`, [
      `epoch:${epoch}`,
      { missingBytes, lost },
    ]);
  } finally {
    await pool.end();
  }
}

async function promoteLocal(dataDir: string): Promise<void> {
  const house = localDatabases(dataDir);
  const promotion = await promote({ ...house, fence: () => house.fence(), say });
  outcomeLines(promotion);
  const lost = await house
    .readFenced((oldUrl) =>
      findLostBids({ oldUrl, newUrl: house.standbyUrl, horizonXid: promotion.horizonXid }),
    )
    .catch((error: unknown) => {
      say(`the old primary cannot be read (${String(error)}); its folder is kept`);
      return null;
    });
  if (lost === null) say(missingLine(promotion.missingBytes));
  else {
    for (const line of lostLines(lost)) say(line);
    house.removeFenced();
  }
  await note(house.standbyUrl, promotion, lost);
  say('waiting for the new read replica …');
  if (!(await house.replicaStreams())) throw new NotPromoted('the new read replica does not come');
  say('the new read replica streams');
}

async function promoteElsewhere(options: Required<Omit<Options, 'data'>>): Promise<void> {
  const promotion = await promote({
    primaryUrl: options.primary,
    standbyUrl: options.standby,
    fence: () => run(options.fence),
    say,
  });
  outcomeLines(promotion);
  say(missingLine(promotion.missingBytes));
  await note(options.standby, promotion, null);
  say('make a new replica of it; masters that know both addresses have moved');
}

function run(command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const shell = spawn(command, { shell: true, stdio: 'inherit' });
    shell.once('error', reject);
    shell.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`the fence command ended with ${signal ?? code}`)),
    );
  });
}

const program = new Command('npm run promote --')
  .description(
    'Makes the read replica the primary: fences the old primary, promotes, raises the epoch.',
  )
  .option('--data <folder>', 'of the house that runs here', process.env.LOTCAST_DATA_DIR ?? '.data')
  .option('--primary <url>', 'elsewhere: the primary, as an account that may promote')
  .option('--standby <url>', 'elsewhere: the standby to promote, the same account')
  .option('--fence <command>', 'elsewhere: ends the old primary for good; exit code 0 says it did')
  .showHelpAfterError()
  .action(async ({ data, primary, standby, fence }: Options) => {
    if (!primary && !standby && !fence) return promoteLocal(data);
    if (!primary || !standby || !fence) {
      throw new NotPromoted('--primary, --standby and --fence belong together');
    }
    return promoteElsewhere({ primary, standby, fence });
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof NotPromoted ? `promote: ${error.message}` : error);
  process.exitCode = 1;
}
