import type { Identity } from '../../accounts/identity';
import { invariant } from '../../shared/assert';
import type { Actor } from '../catalogue/catalogue';

/** A person of the house as the one who writes; roles are always held in a house. */
export function actorOf(identity: Identity): Actor {
  invariant(identity.houseId !== null, 'a role is held in a house', { role: identity.role });
  return { userId: identity.userId, houseId: identity.houseId, role: identity.role };
}
