import { z } from 'zod';
import { signedText } from '../../lib/api/v1/bids';
import { headProof, type LotLedgerView, ledgerHead, lotLedger } from '../../lib/api/v1/ledger';
import { page } from '../../lib/api/v1/paging';
import type { Opening } from '../../lib/auction/ledger/chain';
import { err, ok, type Result } from '../../lib/shared/result';

/** A text that was signed: a published head or a receipt. */
export interface Signed {
  readonly text: string;
  /** Ed25519 over the text's UTF-8 bytes, base64url. */
  readonly signature: string;
  readonly keyId: string;
}

/** A published head, and how the lot stood in it. */
export interface HeadProof extends Signed {
  readonly entry: number;
  readonly salt: string;
  /** From the lot's leaf up to the root: each sibling and the side it stands on. */
  readonly path: readonly { readonly side: 'left' | 'right'; readonly hash: string }[];
}

/** A head as the list of a sale's heads tells it. */
export interface ListedHead extends Signed {
  readonly seq: number;
}

/** What a ledger file holds, and heads that hold it. */
export interface LedgerFile {
  readonly lotId: number;
  readonly auctionId: number;
  /** Whether the lot has ended, so that all its entries are told. */
  readonly isComplete: boolean;
  /** Text null while the lot goes on: somebody's own until its end. */
  readonly entries: readonly { readonly text: string | null; readonly hash: string }[];
  readonly openings: readonly Opening[];
  readonly heads?: readonly HeadProof[];
}

/** What a reader kept beside the file: JSON Web Keys (RFC 8037) of the house, receipts. */
export interface Kept {
  readonly keys: readonly { readonly kid: string; readonly x: string }[];
  readonly receipts: readonly Signed[];
  /** A sale's heads, the newest first, with none left out. */
  readonly heads?: readonly ListedHead[];
}

/** The house's keys as JSON Web Keys (RFC 8037); members that are not read may be there too. */
const keySet = z.object({ keys: z.array(z.object({ kid: z.string(), x: z.string() })) });

/** The kinds of file the verifier is given, each with where the house gives it. */
export const KEPT_FILES = {
  ledger: { schema: lotLedger, from: 'GET /api/v1/lots/:id/ledger' },
  head: { schema: headProof, from: 'GET /api/v1/lots/:id/ledger-heads/:seq' },
  heads: { schema: page(ledgerHead), from: 'GET /api/v1/auctions/:id/ledger-heads' },
  receipt: { schema: signedText, from: '"receipt" in the answer to a bid' },
  keys: { schema: keySet, from: 'GET /.well-known/jwks.json' },
} as const;

type Kind = keyof typeof KEPT_FILES;

/** What a file of this kind holds. */
export type Holds<K extends Kind> = z.output<(typeof KEPT_FILES)[K]['schema']>;

/**
 * Reads a file's text as one of this kind. @returns its content, or one line that says what is wrong
 * with it and where a right one comes from.
 */
export function readKept<K extends Kind>(kind: K, text: string): Result<Holds<K>, string> {
  const { schema, from } = KEPT_FILES[kind];
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return err(`is not JSON; a ${kind} file is what ${from} gave`);
  }
  const read = schema.safeParse(given);
  if (read.success) return ok(read.data as Holds<K>);
  const [issue] = read.error.issues;
  const at = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  return err(`is no ${kind} file (${at}${issue?.message}); one is what ${from} gave`);
}

/**
 * The pages of a ledger put together, in the order given. Refused with one line where they are not
 * all pages of one lot, each going on where the one before ends, up to the last.
 */
export function joinPages(pages: readonly LotLedgerView[]): Result<LotLedgerView, string> {
  const [first] = pages;
  const last = pages.at(-1);
  if (!first || !last) return err('a ledger has at least one page');
  if (pages.some(({ lotId }) => lotId !== first.lotId)) return err('these are of different lots');
  if (pages.some(({ isComplete }) => isComplete !== first.isComplete))
    return err('one page is of before the lot ended and one of after: fetch them again');
  let read = 0;
  for (const page of pages) {
    read += page.entries.length;
    if (page !== last && page.next !== String(read))
      return err(`the page after entry ${page.next ?? read} is not the one that follows here`);
  }
  if (last.next !== null)
    return err(`goes on after entry ${read}: add the page ?cursor=${last.next}`);
  const entries = pages.flatMap((page) => page.entries);
  const openings = pages.flatMap((page) => page.openings);
  return ok({ ...first, entries, openings, next: null });
}
