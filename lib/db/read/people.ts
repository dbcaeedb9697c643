import { type Queryable, rowsOf } from './queryable';

/** Ids of people by e-mail address (lower case); unknown addresses are absent. */
export async function personIdsByEmail(
  db: Queryable,
  emails: readonly string[],
): Promise<Map<string, string>> {
  if (emails.length === 0) return new Map();
  const rows = await rowsOf<{ id: string; email: string }>(db, {
    name: 'read-people-by-email',
    text: 'select id, email from person where email = any($1::text[])',
    values: [[...emails]],
  });
  return new Map(rows.map((row) => [row.email, row.id]));
}

/** E-mail addresses of people by id; unknown ids are absent. */
export async function emailsByPersonId(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<{ id: string; email: string }>(db, {
    name: 'read-emails-by-person',
    text: 'select id, email from person where id = any($1::uuid[])',
    values: [[...ids]],
  });
  return new Map(rows.map((row) => [row.id, row.email]));
}
