import { atLeast, type Identity } from '../../accounts/identity';
import { type ChangeableTerms, changeableTerms, type HouseLotView } from '../../api/v1/house-acts';
import type { LotState, LotTerms, TermName } from '../../auction/state';
import { fixedTerm, termChange, termsStage } from '../../auction/terms/term-changes';
import type { HouseBidRow, HouseViewRow, LotActRow } from '../../db/read/house-view';

type Named = keyof ChangeableTerms;

/** What the API calls a term; all others it calls as the rules do. */
const TERMS: Record<Named, TermName> = {
  selling: 'selling',
  startMinor: 'startMinor',
  reserveMinor: 'reserveMinor',
  ladder: 'ladder',
  opensAt: 'opensAtMs',
  closesAt: 'closesAtMs',
  softClose: 'softClose',
  closeGraceMs: 'closeGraceMs',
  staleBid: 'staleBid',
  offLadder: 'offLadder',
  sellerEmail: 'sellerId',
};
const NAMES = changeableTerms.keyof().options;

const isoTime = (ms: number) => new Date(ms).toISOString();

/** A seller as the rules know them, by what the API calls them; nobody's address is no seller's id. */
const sellerId = (email: string | null, ids: ReadonlyMap<string, string>): string | null =>
  email === null ? null : (ids.get(email.toLowerCase()) ?? `nobody:${email}`);

/** Terms as the API sends them, for the rules; `sellers`: ids by address, in lower case. */
export function toTerms(
  given: ChangeableTerms,
  sellers: ReadonlyMap<string, string>,
): Partial<LotTerms> {
  const { opensAt, closesAt, selling, sellerEmail, ...same } = given;
  const { format, ...sold } = selling ?? {};
  return {
    ...same,
    ...(selling !== undefined && { format, selling: sold }),
    ...(opensAt !== undefined && { opensAtMs: Date.parse(opensAt) }),
    ...(closesAt !== undefined && { closesAtMs: Date.parse(closesAt) }),
    ...(sellerEmail !== undefined && { sellerId: sellerId(sellerEmail, sellers) }),
  } as Partial<LotTerms>;
}

/** What the API calls a term of the rules. */
export const nameOfTerm = (term: string): string =>
  NAMES.find((name) => TERMS[name] === term) ?? term;

const shownTerms = (state: LotState, sellerEmail: string | null): HouseLotView['terms'] => ({
  selling: { format: state.format, ...state.selling } as HouseLotView['terms']['selling'],
  startMinor: state.startMinor,
  reserveMinor: state.reserveMinor,
  ladder: state.ladder.map(({ fromMinor, stepMinor }) => ({ fromMinor, stepMinor })),
  opensAt: isoTime(state.opensAtMs),
  closesAt: isoTime(state.closesAtMs),
  softClose: state.softClose,
  closeGraceMs: state.closeGraceMs,
  staleBid: state.staleBid,
  offLadder: state.offLadder,
  sellerEmail,
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

function shownAct(
  { at, cancels, changes, ...act }: LotActRow,
  { format }: LotState,
  sellers: ReadonlyMap<string, string>,
): HouseLotView['acts'][number] {
  const shown = (term: string, value: unknown) => {
    if (isTime(term) && typeof value === 'number') return isoTime(value);
    if (term === 'sellerId') return typeof value === 'string' ? (sellers.get(value) ?? '') : value;
    return term === 'selling' ? { format, ...(value as object) } : value;
  };
  return {
    ...act,
    at: at.toISOString(),
    cancels: [...(cancels ?? [])],
    changes: Object.entries(changes ?? {}).map(([term, [before, after]]) => ({
      term: nameOfTerm(term),
      before: shown(term, before),
      after: shown(term, after),
    })),
  };
}

/** Everybody who is or was the lot's seller, by id. */
export function sellersIn(state: unknown, acts: readonly LotActRow[]): string[] {
  const changed = acts.flatMap(({ changes }) => changes?.sellerId ?? []);
  const ids = [(state as LotState).sellerId, ...changed];
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

/**
 * What the house sees of a lot that runs. That a leader raised in silence (PRX4) only those see who may
 * cancel such a bid. `sellers`: addresses by id.
 */
export function houseLotView(
  { state: stored, wish, isPaid }: HouseViewRow,
  {
    bids,
    acts,
    sellers,
  }: {
    readonly bids: readonly HouseBidRow[];
    readonly acts: readonly LotActRow[];
    readonly sellers: ReadonlyMap<string, string>;
  },
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
    isPaid,
    terms: shownTerms(state, sellers.get(state.sellerId ?? '') ?? null),
    changes: NAMES.map((term) => changeOf(state, term)),
    bids: shown.map(({ isSilent: _, at, ...bid }) => ({ ...bid, at: at.toISOString() })),
    acts: acts.map((act) => shownAct(act, state, sellers)),
    wish: isWaiting
      ? { who: wish.name, isOwn: wish.userId === identity.userId, reason: wish.reason }
      : null,
  };
}
