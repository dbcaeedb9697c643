import { atLeast, type Identity } from '../../accounts/identity';
import { type ChangeableTerms, changeableTerms, type HouseLotView } from '../../api/v1/house-acts';
import type { LotState, LotTerms, TermName } from '../../auction/state';
import { fixedTerm, termChange, termsStage } from '../../auction/terms/term-changes';
import type { HouseBidRow, HouseViewRow, LotActRow } from '../../db/read/house-view';

type Named = keyof ChangeableTerms;

/** What the API calls a term; all others it calls as the rules do. */
const TERMS: Record<Named, TermName> = {
  startMinor: 'startMinor',
  reserveMinor: 'reserveMinor',
  ladder: 'ladder',
  opensAt: 'opensAtMs',
  closesAt: 'closesAtMs',
  softClose: 'softClose',
  staleBid: 'staleBid',
  offLadder: 'offLadder',
};
const NAMES = changeableTerms.keyof().options;

const isoTime = (ms: number) => new Date(ms).toISOString();

/** Terms as the API sends them, for the rules. */
export function toTerms(given: ChangeableTerms): Partial<LotTerms> {
  const { opensAt, closesAt, ...same } = given;
  return {
    ...same,
    ...(opensAt !== undefined && { opensAtMs: Date.parse(opensAt) }),
    ...(closesAt !== undefined && { closesAtMs: Date.parse(closesAt) }),
  } as Partial<LotTerms>;
}

/** What the API calls a term of the rules. */
export const nameOfTerm = (term: string): string =>
  NAMES.find((name) => TERMS[name] === term) ?? term;

const shownTerms = (state: LotState): HouseLotView['terms'] => ({
  startMinor: state.startMinor,
  reserveMinor: state.reserveMinor,
  ladder: state.ladder.map(({ fromMinor, stepMinor }) => ({ fromMinor, stepMinor })),
  opensAt: isoTime(state.opensAtMs),
  closesAt: isoTime(state.closesAtMs),
  softClose: state.softClose,
  staleBid: state.staleBid,
  offLadder: state.offLadder,
});

function changeOf(state: LotState, term: Named): HouseLotView['changes'][number] {
  const cell = termChange(state, TERMS[term]);
  const { rule, allowed } = fixedTerm(state, TERMS[term]);
  return {
    term,
    rule,
    now: cell && { way: cell.way, by: [...cell.by], follows: cell.then },
    allowed: allowed && { from: allowed.from, to: allowed.to },
  };
}

const isTime = (term: string) => term === 'opensAtMs' || term === 'closesAtMs';

const shownAct = ({ at, cancels, changes, ...act }: LotActRow): HouseLotView['acts'][number] => ({
  ...act,
  at: at.toISOString(),
  cancels: [...(cancels ?? [])],
  changes: Object.entries(changes ?? {}).map(([term, [before, after]]) => {
    const shown = (value: unknown) =>
      isTime(term) && typeof value === 'number' ? isoTime(value) : value;
    return { term: nameOfTerm(term), before: shown(before), after: shown(after) };
  }),
});

/**
 * What the house sees of a lot that runs. That a leader raised in silence (PRX4) only those see who may
 * cancel such a bid.
 */
export function houseLotView(
  { state: stored, wish }: HouseViewRow,
  bids: readonly HouseBidRow[],
  acts: readonly LotActRow[],
  identity: Identity,
): HouseLotView {
  const state = stored as LotState;
  const mayCancel = atLeast(identity.role, 'auctioneer');
  const shown = bids.filter(({ isSilent }) => mayCancel || !isSilent);
  const isWaiting = wish?.version === state.version;
  return {
    lotId: state.lotId,
    version: state.version,
    stage: termsStage(state),
    terms: shownTerms(state),
    changes: NAMES.map((term) => changeOf(state, term)),
    bids: shown.map(({ isSilent: _, at, ...bid }) => ({ ...bid, at: at.toISOString() })),
    acts: acts.map(shownAct),
    wish: isWaiting
      ? { who: wish.name, isOwn: wish.userId === identity.userId, reason: wish.reason }
      : null,
  };
}
