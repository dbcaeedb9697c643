/**
 * Verifies a lot's ledger as docs/LEDGER.md describes it. All hashing and every signature is done here, with
 * node:crypto and nothing of the house's; only what follows from a bid is asked of its engine.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { ChainBody, Opening } from '../../lib/auction/ledger/chain';
import { endOf } from '../../lib/auction/ledger/openings';
import { replayLedger } from '../../lib/auction/ledger/replay';
import type { HeadProof, Kept, LedgerFile, Signed } from './kept-files';

/** The first thing that does not hold; `entry` null where it is about no single one. */
export interface Finding {
  readonly entry: number | null;
  readonly what: string;
}

const sha256 = (...parts: (string | Buffer)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** RFC 8785: members sorted by UTF-16 code units; numbers and strings are as ECMAScript writes them. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`;
}

function readEntry(text: string): ChainBody | null {
  try {
    const body = JSON.parse(text) as ChainBody | null;
    return body instanceof Object && canonical(body) === text ? body : null;
  } catch {
    return null;
  }
}

function chainFinding(body: ChainBody, file: LedgerFile, before: ChainBody | null): string | null {
  const at = body.entry - 1;
  if (body.format !== 2) return `is of format ${body.format}, which this does not know`;
  if (body.lotId !== file.lotId) return `is of lot ${body.lotId}`;
  if (body.previousHash !== (file.entries[at - 1]?.hash ?? null)) {
    return 'names another hash for the entry before';
  }
  if (before && body.epoch < before.epoch) return 'is of an earlier epoch than the one before';
  if (before && body.decidedAtMs < before.decidedAtMs) return 'was decided before the one before';
  return null;
}

/** The bodies of a chain that holds, or where it does not. */
function readChain(file: LedgerFile): { chain: ChainBody[]; finding: Finding | null } {
  const chain: ChainBody[] = [];
  for (const [index, { text, hash }] of file.entries.entries()) {
    const entry = index + 1;
    const found = (what: string) => ({ chain, finding: { entry, what } });
    if (text === null && !file.isComplete) continue;
    const body = text === null ? null : readEntry(text);
    if (text === null || !body) return found('is no object in canonical JSON');
    if (sha256(text) !== hash) return found('does not have the hash that is told');
    if (body.entry !== entry) return found(`has the number ${body.entry}`);
    const what = chainFinding(body, file, chain.at(-1) ?? null);
    if (what) return found(what);
    chain.push(body);
  }
  return { chain, finding: null };
}

function openingFinding(chain: readonly ChainBody[], opening: Opening): Finding | null {
  const { entry, of, amountMinor, salt } = opening;
  const body = chain.find((one) => one.entry === entry);
  const made = sha256(canonical({ amountMinor, entry, lotId: body?.lotId, of, salt }));
  return body?.commitments?.[of] === made ? null : { entry, what: `did not commit to this ${of}` };
}

/** What a signed text says, if a key of the house signed it. */
function readSigned(signed: Signed, { keys }: Kept): Record<string, unknown> | null {
  const key = keys.find(({ kid }) => kid === signed.keyId);
  if (!key) return null;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.x };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const bytes = Buffer.from(signed.signature, 'base64url');
  if (!verify(null, Buffer.from(signed.text), publicKey, bytes)) return null;
  return JSON.parse(signed.text) as Record<string, unknown>;
}

function headFinding(file: LedgerFile, head: HeadProof, kept: Kept): Finding | null {
  const said = readSigned(head, kept);
  const found = (what: string, entry: number | null = null) => ({ entry, what });
  if (said?.kind !== 'lotcast-head') return found('a head is not signed by the house');
  if (said.auctionId !== file.auctionId) return found(`head ${said.seq} is of another sale`);
  const listed = kept.heads?.find(({ seq }) => seq === said.seq);
  if (kept.heads?.length && listed?.text !== head.text) {
    return found(`head ${said.seq} is ${listed ? 'another' : 'not'} in the list of heads`);
  }
  const { entry, salt, path } = head;
  const hash = file.entries[entry - 1]?.hash;
  if (!hash) return found('is missing: a published head holds it', entry);
  const leaf = canonical({ entry, hash, lotId: file.lotId, salt });
  const node = (left: string, right: string) =>
    sha256(Buffer.from([1]), Buffer.from(left, 'hex'), Buffer.from(right, 'hex'));
  const root = path.reduce(
    (below, one) => (one.side === 'left' ? node(one.hash, below) : node(below, one.hash)),
    sha256(Buffer.from([0]), leaf),
  );
  return root === said.root ? null : found('is another in a published head', entry);
}

/** The first of a sale's heads, oldest first, that is of another sale or does not follow from the one before. */
function headsFinding({ auctionId }: LedgerFile, { heads = [], ...kept }: Kept): Finding | null {
  let before: { seq: number; hash: string; epoch: number; lots: number } | null = null;
  for (const { seq, ...head } of heads.toReversed()) {
    const found = (what: string) => ({ entry: null, what: `head ${seq} ${what}` });
    const said = readSigned(head, kept);
    if (said?.kind !== 'lotcast-head') return found('is not signed by the house');
    if (said.seq !== seq) return found(`says that it is head ${said.seq}`);
    if (before && seq <= before.seq) return found('is out of order');
    if (before && seq > before.seq + 1) return found(`does not follow head ${before.seq}`);
    if (said.auctionId !== auctionId) return found('is of another sale');
    const due = before ? before.hash : seq === 1 ? null : said.previous;
    if (said.previous !== due) return found('names another head before it');
    const [epoch, lots] = [Number(said.epoch), Number(said.lots)];
    if (before && epoch < before.epoch) return found('is of an earlier epoch than the one before');
    if (before && lots < before.lots) return found('holds fewer lots than the one before');
    before = { seq, hash: sha256(head.text), epoch, lots };
  }
  return null;
}

/** What a receipt says of its entry, as the entry says it. */
const IN_RECEIPT = [
  'paddle',
  'outcome',
  'code',
  'priceMinor',
  'receivedAtMs',
  'decidedAtMs',
] as const;

function receiptFinding(
  chain: readonly ChainBody[],
  file: LedgerFile,
  said: Record<string, unknown> | null,
): Finding | null {
  const found = (what: string, entry: number | null = null) => ({ entry, what });
  if (said?.kind !== 'lotcast-receipt') return found('a receipt is not signed by the house');
  const isOfThis = said.lotId === file.lotId && said.auctionId === file.auctionId;
  if (!isOfThis) return found('a receipt is of another lot');
  const entry = Number(said.entry);
  const hash = file.entries[entry - 1]?.hash;
  if (hash !== said.hash) return found('is another in a receipt, or missing', entry);
  const told = chain.find((one) => one.entry === entry);
  const other = IN_RECEIPT.find((name) => told && said[name] !== told[name]);
  return other ? found(`has another ${other} in a receipt`, entry) : null;
}

/** Whether a file that says that the lot has ended, or has not, holds an entry that ended it (LED2). */
function endFinding(chain: readonly ChainBody[], file: LedgerFile): Finding | null {
  const end = endOf(chain);
  if (file.isComplete === (end !== null)) return null;
  return end
    ? { entry: end.entry, what: 'ended the lot, of which the file says that it goes on' }
    : { entry: chain.length + 1, what: 'is missing: the file says that the lot has ended' };
}

function replayFinding(chain: readonly ChainBody[], openings: readonly Opening[]): Finding | null {
  const { problem } = replayLedger(chain, openings);
  if (!problem) return null;
  const { entry, field, told, due } = problem;
  const what = `does not follow: ${field} is ${canonical(told)}, by the rules ${canonical(due ?? null)}`;
  return { entry, what };
}

/** The first thing in a ledger file that does not hold, or null. Throws for what is no ledger file. */
export function verifyLedger(file: LedgerFile, kept: Kept): Finding | null {
  const { chain, finding } = readChain(file);
  if (finding) return finding;
  const found = [
    headsFinding(file, kept),
    ...file.openings.map((one) => openingFinding(chain, one)),
    ...(file.heads ?? []).map((one) => headFinding(file, one, kept)),
    ...kept.receipts.map((one) => receiptFinding(chain, file, readSigned(one, kept))),
    endFinding(chain, file),
  ].find((one) => one !== null);
  if (found) return found;
  return file.isComplete ? replayFinding(chain, file.openings) : null;
}
