import type { LotChange } from '../../api/v1/lot-changes';
import { type Queryable, rowsOf } from './queryable';

/** Most changes that are told of a lot. */
const MOST = 50;

/** What the ledger's line says of a term under another name than the API. */
const NAMES: Readonly<Record<string, string>> = {
  opensAtMs: 'opensAt',
  closesAtMs: 'closesAt',
  sellerId: 'sellerEmail',
};

/** What a line holds only a commitment to, or nothing at all. */
const SECRET = new Set(['reserveMinor', 'sellerId']);

type Terms = Readonly<Record<string, unknown>>;

interface Row {
  readonly entry: number;
  readonly kind: LotChange['kind'];
  readonly at: Date;
  readonly by: string;
  readonly changed: readonly string[] | null;
  readonly terms: Terms | null;
  readonly before: Terms | null;
  readonly closedAtMs: number | null;
}

function shown(term: string, terms: Terms | null): unknown {
  const value = terms?.[term] ?? null;
  if (typeof value === 'number' && term.endsWith('AtMs')) return new Date(value).toISOString();
  return term === 'selling' && value ? { format: terms?.format, ...value } : value;
}

function changeOf({ changed, terms, before, closedAtMs, at, ...row }: Row): LotChange {
  // Bids and other lots move a close too: what it was is what the entry before left.
  const was = before && { ...before, closesAtMs: closedAtMs };
  return {
    ...row,
    at: at.toISOString(),
    terms: (changed ?? []).map((term) => {
      const isSecret = SECRET.has(term);
      return {
        term: NAMES[term] ?? term,
        isSecret,
        before: isSecret ? null : shown(term, was),
        after: isSecret ? null : shown(term, terms),
      };
    }),
  };
}

/** What the house changed of a lot, the newest first, as its ledger tells anyone (TRM2). */
export async function lotChangesOf(db: Queryable, lotId: number): Promise<LotChange[]> {
  const rows = await rowsOf<Row>(db, {
    name: 'read-lot-changes',
    text: `select c.entry, c.kind, c.at, c.by, c.changed, c.terms, c.before,
        (p.line::json ->> 'closesAtMs')::bigint as "closedAtMs"
      from (select entry, kind, decided_at as at, line::json ->> 'by' as by,
                   line::json #> '{act,changed}' as changed, line::json -> 'terms' as terms,
                   lag(line::json -> 'terms') over (
                     partition by kind <> 'reopened' order by entry) as before
              from ledger
             where lot_id = $1 and kind in ('opened', 'termsSet', 'incrementSet', 'reopened')) c
        left join ledger p on p.lot_id = $1 and p.entry = c.entry - 1
      where c.kind in ('termsSet', 'reopened')
      order by c.entry desc limit ${MOST}`,
    values: [lotId],
  });
  return rows.map(changeOf);
}
