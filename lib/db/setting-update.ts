import { type Queryable, rowsOf } from './read/queryable';

/** The settings as stored: overrides of the defaults, unchecked. */
export interface StoredSettings {
  version: number;
  body: Record<string, unknown>;
}

/** Reads the settings. */
export async function readSettings(db: Queryable): Promise<StoredSettings> {
  return only(
    await rowsOf<StoredSettings>(db, {
      name: 'setting-read',
      text: 'select version, body from setting where id = 1',
      values: [],
    }),
  );
}

/** Locks the settings inside the caller's transaction, so that changes come one after the other. */
export async function lockSettings(client: Queryable): Promise<StoredSettings> {
  return only(
    await rowsOf<StoredSettings>(client, {
      name: 'setting-lock',
      text: 'select version, body from setting where id = 1 for no key update',
      values: [],
    }),
  );
}

/** Writes locked settings. @returns their new version. */
export async function writeSettings(
  client: Queryable,
  body: Record<string, unknown>,
): Promise<number> {
  const { version } = only(
    await rowsOf<{ version: number }>(client, {
      name: 'setting-write',
      text: 'update setting set version = version + 1, body = $1 where id = 1 returning version',
      values: [JSON.stringify(body)],
    }),
  );
  return version;
}

function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (!row) throw new Error('the row of settings is missing from this database');
  return row;
}
