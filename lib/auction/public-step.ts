import { evolve } from './evolve';
import type { LotFact } from './fact';
import { publicLot } from './public-lot';
import type { LotState } from './state';

/**
 * A fact that alone is all of a command, of which only the body can tell whether pages see it: the version
 * moves if they do (VER1).
 */
export function publicStep<F extends LotFact>(state: LotState, fact: Omit<F, 'version'>): LotFact {
  const silent = { ...fact, version: state.version } as F;
  const isSeen =
    JSON.stringify(publicLot(evolve(state, silent))) !== JSON.stringify(publicLot(state));
  return isSeen ? { ...silent, version: state.version + 1 } : silent;
}
