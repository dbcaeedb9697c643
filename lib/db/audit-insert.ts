import type { Queryable } from './read/queryable';

/** Who did what to which record; `detail` holds no secret and no personal data. */
export interface AuditEntry {
  /** Null where somebody works on the database itself. */
  actorId: string | null;
  houseId: number | null;
  /** Verb first: `create-auction`, `patch-item`. */
  action: string;
  /** A record key such as `lot:42`. */
  subject: string;
  detail: Record<string, unknown>;
}

/** Writes an audit row in the caller's transaction, so that nothing happens unrecorded. */
export async function insertAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await db.query({
    name: 'audit-insert',
    text: `insert into audit (actor_id, house_id, action, subject, detail)
      values ($1, $2, $3, $4, $5::jsonb)`,
    values: [
      entry.actorId,
      entry.houseId,
      entry.action,
      entry.subject,
      JSON.stringify(entry.detail),
    ],
  });
}
