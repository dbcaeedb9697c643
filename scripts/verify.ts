import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { type HeadProof, type LedgerFile, type Signed, verifyLedger } from './verify/verify-ledger';

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`cannot read ${file}: ${String(error)}`);
    process.exit(2);
  }
}

interface Options {
  keys?: string;
  head: string[];
  receipt: string[];
}

function run(path: string, options: Options): void {
  const given = read(path) as LedgerFile;
  const beside = options.head.map((one) => read(one) as HeadProof);
  const file: LedgerFile = { ...given, heads: [...(given.heads ?? []), ...beside] };
  const keys = options.keys ? (read(options.keys) as { keys: [] }).keys : [];
  const receipts = options.receipt.map((one) => read(one) as Signed);
  const finding = verifyLedger(file, { keys, receipts });
  if (finding) {
    const at = finding.entry ? `entry ${finding.entry} ` : '';
    console.error(`lot ${file.lotId}: ${at}${finding.what}`);
    process.exitCode = 1;
  } else {
    const follows = file.isComplete ? 'every entry follows by the rules' : 'the lot goes on';
    const counts = `${file.entries.length} entries, ${file.openings.length} openings`;
    const signed = `${file.heads?.length ?? 0} heads, ${receipts.length} receipts`;
    console.log(`lot ${file.lotId}: ${counts}, ${signed} hold; ${follows}`);
  }
}

new Command('npm run verify --')
  .description("Verifies a lot's ledger offline (docs/LEDGER.md).")
  .argument('<ledger.json>', 'as GET /api/v1/lots/:id/ledger gave it')
  .option('--keys <file>', 'as /.well-known/jwks.json gave it, saved by yourself')
  .option('--head <file...>', 'as GET /api/v1/lots/:id/ledger-heads/:seq gave it', [])
  .option('--receipt <file...>', 'receipts of your own bids', [])
  .action(run)
  .parse();
