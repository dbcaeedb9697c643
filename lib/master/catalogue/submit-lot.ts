import { CATALOGUE_RIGHTS, type MakeSubmission } from '../../api/v1/catalogue';
import { createLot } from '../../api/v1/lots';
import { type CatalogueEntry, catalogueEntries } from '../../db/read/catalogue';
import { invariant } from '../../shared/assert';
import { ok, type Result } from '../../shared/result';
import { refuse, type Trouble } from '../trouble';
import type { Actor, Catalogue } from './catalogue';
import { createLots } from './create-lots';

/** Makes a lot that was made offline, once, however often it is sent (EDT1). */
export async function submitLot(
  catalogue: Catalogue,
  actor: Actor,
  made: MakeSubmission & { auctionId: number },
): Promise<Result<CatalogueEntry, Trouble>> {
  const { auctionId } = made;
  if (!CATALOGUE_RIGHTS[actor.role].mayAdd) {
    return refuse('not-allowed', { detail: `A ${actor.role} adds no lots.` });
  }
  const read = createLot.safeParse({ ...made.lot, clientKey: made.id });
  if (!read.success) {
    const errors = read.error.issues.map((issue) => ({
      pointer: ['/lot', ...issue.path].join('/'),
      message: issue.message,
    }));
    return refuse('invalid-request', { errors });
  }
  const created = await createLots(catalogue, actor, { auctionId, lots: [read.data], one: true });
  if (!created.ok) {
    const errors = created.error.errors?.map(({ pointer, message }) => ({
      pointer: `/lot${pointer}`,
      message,
    }));
    return refuse(created.error.kind, { ...created.error, errors });
  }
  const { entries } = await catalogueEntries(catalogue.primary, { auctionId, ids: created.value });
  const [entry] = entries;
  invariant(entry, 'a lot that was made can be read', { auctionId });
  return ok(entry);
}
