import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readJson, writeWhole } from './data-folder';
import { folderTrouble, Trouble } from './trouble';

const schema = z.object({
  /** Signs sessions. */
  authSecret: z.string().min(32),
  /** Signs the tokens between masters and nodes. */
  nodeSecret: z.string().min(32),
  postgresPassword: z.string().regex(/^[\w-]{16,}$/),
});

/** The secrets of a local house. */
export type Secrets = z.infer<typeof schema>;

/**
 * Reads the house's secrets, or makes them at the first start (readable by their owner only).
 * @throws Trouble when the file is there but damaged: new secrets would lock the data away.
 */
export function ensureSecrets(file: string): Secrets {
  if (existsSync(file)) {
    const parsed = schema.safeParse(readJson(file));
    if (parsed.success) return parsed.data;
    throw new Trouble(`${file} is damaged: restore it, or delete the whole data folder.`);
  }
  const secret = () => randomBytes(32).toString('base64url');
  const made: Secrets = {
    authSecret: secret(),
    nodeSecret: secret(),
    postgresPassword: secret(),
  };
  try {
    writeWhole(file, `${JSON.stringify(made, null, 2)}\n`, 0o600);
  } catch (error) {
    throw folderTrouble(error, file) ?? error;
  }
  return made;
}
