import type { LotFact } from './fact';
import { formatOf } from './formats/formats';
import type { LotState } from './state';

/**
 * Whose own affair these facts are, by registration (PSH10): who bid, also in silence, for their
 * other pages show their maximum; who was outbid; and who had something at stake
 * when the lot ended. `state` is the lot
 * before the facts. Nobody else is told more than anyone.
 */
export function concernedBy(facts: readonly LotFact[], state: LotState): number[] {
  const ids = facts.flatMap((fact) => {
    switch (fact.kind) {
      case 'bidAccepted':
        return [fact.registrationId, fact.displacedRegistrationId];
      case 'sold':
      case 'passed':
      case 'withdrawn':
        return formatOf(state)
          .stakes(state)
          .map(({ registrationId }) => registrationId);
      default:
        return [];
    }
  });
  return ids.filter((id) => id !== null && id !== undefined);
}
