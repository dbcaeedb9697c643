import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { err, ok, type Result } from '../../lib/shared/result';
import { lifeOfLedger } from './from-ledger';
import type { LotLife } from './pages';

/** What is read of a saved ledger; what else stands in the file is for verifiers. */
const savedLedger = z.object({
  lotId: z.int().positive(),
  entries: z.array(z.object({ text: z.string(), hash: z.string() })).min(1),
  openings: z.array(
    z.object({
      entry: z.int().positive(),
      of: z.enum(['max', 'reserve']),
      amountMinor: z.int(),
      salt: z.string(),
    }),
  ),
});

/** A lot's life from a ledger that somebody saved, or in a line why the file tells none. */
export function lifeInFile(path: string): Result<LotLife, string> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return err(`cannot read ${path}: ${(error as Error).message}`);
  }
  const saved = savedLedger.safeParse(json);
  if (!saved.success) {
    const issue = saved.error.issues[0];
    return err(`${path} is no saved ledger: ${issue?.path.join('.')} ${issue?.message}`);
  }
  return ok(lifeOfLedger(saved.data));
}
