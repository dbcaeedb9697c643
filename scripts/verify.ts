import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Result } from '../lib/shared/result';
import { type Holds, joinPages, type KEPT_FILES, readKept } from './verify/kept-files';
import { verifyLedger } from './verify/verify-ledger';

function read<K extends keyof typeof KEPT_FILES>(kind: K, file: string): Holds<K> {
  return orStop(file, readKept(kind, textOf(file)));
}

function orStop<T>(what: string, read: Result<T, string>): T {
  return read.ok ? read.value : stop(`${what} ${read.error}`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return stop(`cannot read ${file}: ${String(error)}`);
  }
}

function stop(why: string): never {
  console.error(why);
  process.exit(2);
}

interface Options {
  keys?: string;
  head: string[];
  heads: string[];
  receipt: string[];
}

function run(paths: string[], options: Options): void {
  const pages = paths.map((path) => read('ledger', path));
  const ledger = orStop(`${paths.join(', ')}:`, joinPages(pages));
  const file = { ...ledger, heads: options.head.map((one) => read('head', one)) };
  const keys = options.keys ? read('keys', options.keys).keys : [];
  const receipts = options.receipt.map((one) => read('receipt', one));
  const heads = options.heads.flatMap((one) => read('heads', one).items);
  const finding = verifyLedger(file, { keys, receipts, heads });
  if (finding) {
    const at = finding.entry ? `entry ${finding.entry} ` : '';
    console.error(`lot ${file.lotId}: ${at}${finding.what}`);
    process.exitCode = 1;
  } else {
    const follows = file.isComplete ? 'every entry follows by the rules' : 'the lot goes on';
    const counts = `${file.entries.length} entries, ${file.openings.length} openings`;
    const chained = heads.length === 0 ? '' : ` and a chain of ${heads.length}`;
    const signed = `${file.heads.length} heads${chained}, ${receipts.length} receipts`;
    console.log(`lot ${file.lotId}: ${counts}, ${signed} hold; ${follows}`);
  }
}

new Command('lotcast-verify')
  .description("Verifies a lot's ledger offline (docs/LEDGER.md).")
  .argument('<ledger.json...>', 'as GET /api/v1/lots/:id/ledger gave it; its pages in order')
  .option('--keys <file>', 'as /.well-known/jwks.json gave it, saved by yourself')
  .option('--head <file...>', 'as GET /api/v1/lots/:id/ledger-heads/:seq gave it', [])
  .option('--heads <file...>', 'pages of GET /api/v1/auctions/:id/ledger-heads, newest first', [])
  .option('--receipt <file...>', 'receipts of your own bids', [])
  .action(run)
  .parse();
