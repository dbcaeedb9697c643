import canonicalize from 'canonicalize';
import { invariant } from '../../shared/assert';
import type { Minor } from '../../shared/money';
import { err, ok, type Result } from '../../shared/result';
import { canonicalRecord } from './canonical-record';
import type { LedgerLine, LedgerSecrets } from './line';

/**
 * SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits; an argument, so that this stays
 * pure.
 */
export type Sha256 = (text: string) => string;

/**
 * The shape of `ChainBody`; another shape gets another number. Lots that began under an older one go on
 * in this; what is stored is never rewritten.
 */
export const LEDGER_FORMAT = 2;
const OLDEST_FORMAT = 1;

/** Where in the chain a line stands. */
export interface ChainPlace {
  readonly lotId: number;
  /** From 1, without gaps. */
  readonly entry: number;
  readonly epoch: number;
  /** Hash of the entry before, hex; null for the first. */
  readonly previousHash: string | null;
}

/** What an entry may commit to. */
export type SecretName = keyof LedgerSecrets;

/** What opens one commitment of an entry (LED5). */
export interface Opening {
  readonly entry: number;
  readonly of: SecretName;
  readonly amountMinor: Minor;
  /** At least 128 random bits in hex, drawn for this commitment alone. */
  readonly salt: string;
}

/** What is hashed (LED1): the line without its secrets, and commitments instead. */
export type ChainBody = Omit<LedgerLine, 'secrets'> &
  ChainPlace & {
    readonly format: typeof LEDGER_FORMAT;
    /** SHA-256 in hex for each secret of the line. */
    readonly commitments: { readonly [Name in SecretName]?: string };
  };

/**
 * An entry as stored and as handed to verifiers: the exact canonical text (RFC 8785) and its hash.
 */
export interface ChainedEntry {
  readonly text: string;
  readonly hash: string;
}

/** Fewest hex digits of a salt: 128 bits. */
const SALT_HEX_MIN = 32;

/**
 * A salted commitment (LED1): bound to its lot, entry and name, so that it cannot be passed off as
 * another's. @throws InvariantError for a salt of less than 128 bits.
 */
export function commitment(lotId: number, opening: Opening, sha256: Sha256): string {
  const { amountMinor, entry, of, salt } = opening;
  invariant(/^[0-9a-f]*$/.test(salt) && salt.length >= SALT_HEX_MIN, 'a salt has 128 bits in hex');
  return sha256(canonicalRecord({ amountMinor, entry, lotId, of, salt }));
}

/**
 * Chains a line: its canonical text with commitments in place of its secrets, the text's hash, and what
 * opens the commitments. `parts.salt` gives at least 128 new random bits in hex at each call.
 */
export function chainEntry(
  line: LedgerLine,
  place: ChainPlace,
  parts: { readonly sha256: Sha256; readonly salt: () => string },
): ChainedEntry & { readonly openings: readonly Opening[] } {
  const { lotId, entry, epoch, previousHash } = place;
  invariant((entry === 1) === (previousHash === null), 'only the first entry has none before it');
  const openings = Object.entries(line.secrets).map(
    ([of, amountMinor]): Opening => ({
      ...{ entry, amountMinor, of: of as SecretName },
      salt: parts.salt(),
    }),
  );
  const commitments = Object.fromEntries(
    openings.map((opening) => [opening.of, commitment(lotId, opening, parts.sha256)]),
  );
  const own = { format: LEDGER_FORMAT, lotId, entry, epoch, previousHash, commitments };
  const body: ChainBody & { secrets: undefined } = Object.assign({}, line, own, {
    secrets: undefined,
  });
  const text = canonicalRecord(body);
  return { text, hash: parts.sha256(text), openings };
}

/** Where and how a chain is broken. */
export interface ChainProblem {
  /** The entry number that was due there. */
  readonly entry: number;
  readonly kind:
    | 'not-canonical'
    | 'wrong-format'
    | 'wrong-lot'
    | 'wrong-entry'
    | 'wrong-previous'
    | 'wrong-hash'
    | 'epoch-went-back'
    | 'time-went-back';
}

/** A chain that holds: how long it is and its head, to be held against what the house published. */
export interface ChainHead {
  readonly entries: number;
  readonly hash: string | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The body of an entry if its text is the canonical form of one, else null. */
function readBody(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && canonicalize(value) === text ? value : null;
  } catch {
    return null;
  }
}

type Checked = { epoch: number; decidedAtMs: number };

function checkEntry(
  body: Record<string, unknown>,
  due: ChainPlace,
  before: Checked,
): ChainProblem['kind'] | Checked {
  const { format, epoch, decidedAtMs } = body;
  if (format !== LEDGER_FORMAT && format !== OLDEST_FORMAT) return 'wrong-format';
  if (typeof epoch !== 'number' || typeof decidedAtMs !== 'number') return 'wrong-format';
  if (body.lotId !== due.lotId) return 'wrong-lot';
  if (body.entry !== due.entry) return 'wrong-entry';
  if (body.previousHash !== due.previousHash) return 'wrong-previous';
  if (epoch < before.epoch) return 'epoch-went-back';
  return decidedAtMs < before.decidedAtMs ? 'time-went-back' : { epoch, decidedAtMs };
}

/**
 * Verifies a lot's whole chain from its first entry, in order (LED2): texts canonical, numbers
 * without gap, each hash right and named by the next, epochs and decision times never going back.
 * A chain cut off at its end verifies; hold the returned head against a published one.
 */
export function verifyChain(
  lotId: number,
  entries: Iterable<ChainedEntry>,
  sha256: Sha256,
): Result<ChainHead, ChainProblem> {
  let head: ChainHead = { entries: 0, hash: null };
  let before: Checked = { epoch: 0, decidedAtMs: Number.NEGATIVE_INFINITY };
  for (const { text, hash } of entries) {
    const entry = head.entries + 1;
    const body = readBody(text);
    if (!body) return err({ entry, kind: 'not-canonical' });
    if (sha256(text) !== hash) return err({ entry, kind: 'wrong-hash' });
    const place = { lotId, entry, epoch: before.epoch, previousHash: head.hash };
    const checked = checkEntry(body, place, before);
    if (typeof checked === 'string') return err({ entry, kind: checked });
    before = checked;
    head = { entries: entry, hash };
  }
  return ok(head);
}

/** Whether an opening (LED5) fits what the entry of this text committed to. */
export function verifyOpening(text: string, opening: Opening, sha256: Sha256): boolean {
  const body = readBody(text);
  if (!body || typeof body.lotId !== 'number' || body.entry !== opening.entry) return false;
  const committed = isRecord(body.commitments) ? body.commitments[opening.of] : undefined;
  return committed === commitment(body.lotId, opening, sha256);
}
