import type { LotFact } from './fact';
import { formatOf } from './formats/formats';
import type { LotState } from './state';

/**
 * Whose own affair these facts are, by registration (PSH10): who bid, also in silence, for their
 * other pages show their maximum; who was outbid; whose limit was cut (RES5); whose bid waited for the
 * opening (ABS1); whose bid was cancelled, who led before that and who does now (RET1); and who had
 * something at stake when the lot ended, or has it again (CLS3). `state` is the lot before the facts.
 * Nobody else is told more than anyone.
 */
export function concernedBy(facts: readonly LotFact[], state: LotState): number[] {
  const ids = facts.flatMap((fact) => {
    switch (fact.kind) {
      case 'bidAccepted':
        return [fact.registrationId, fact.displacedRegistrationId];
      case 'floorBidTaken':
        return [fact.bidder?.registrationId, fact.displacedRegistrationId];
      case 'stepUndone':
        return [...fact.concerned];
      case 'roomNamed':
        return [fact.bidder.registrationId];
      case 'bidLeft':
        return [fact.bid.registrationId];
      case 'opened':
        return state.absentees.map(({ registrationId }) => registrationId);
      case 'termsSet':
        return [fact.cut?.registrationId];
      case 'offerPlaced':
        return [fact.offer.registrationId];
      case 'unitsBought':
        return [fact.purchase.registrationId];
      case 'sold':
      case 'passed':
      case 'withdrawn':
      case 'reopened':
        return formatOf(state)
          .stakes(state)
          .map(({ registrationId }) => registrationId);
      case 'bidCancelled': {
        const after = { ...state, book: fact.book };
        const stakes = [state, after].flatMap((lot) => formatOf(lot).stakes(lot));
        return [fact.registrationId, ...stakes.map(({ registrationId }) => registrationId)];
      }
      default:
        return [];
    }
  });
  return ids.filter((id) => id !== null && id !== undefined);
}
