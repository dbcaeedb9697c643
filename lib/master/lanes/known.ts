import type { Identity } from '../../accounts/identity';
import type { ProblemKind } from '../../api/problem';
import type { Bidder, LotState } from '../../auction/state';
import type { BatchFacts, UsedKey } from '../../db/batch-facts-read';
import type { LotOnTheBlock } from '../../db/block-lock';
import type { LockedRegistration } from '../../db/registration-lock';
import type { Block } from './block';
import type { Exposures } from './exposures';

/** What was read under the locks, ready to be asked. Keys and ledger ids are used up as the batch goes. */
export interface Known {
  readonly facts: BatchFacts;
  auction(id: number): BatchFacts['auctions'][number] | undefined;
  /** The other lot of its sale that is on the block, of a lot that is to come there (BLK1). */
  onTheBlockBeside(lotId: number): LotOnTheBlock | undefined;
  /** A bidder as the rules see them in a lot, given as it was locked. */
  bidder(lot: LotState, userId: string): Bidder | null;
  /** Who has a paddle of the lot's sale, among those whose registrations are locked. */
  bidderOfPaddle(lot: LotState, paddle: number): Bidder | null;
  usedKey(lotId: number, bidderId: string, key: string): UsedKey | undefined;
  rememberKey(used: UsedKey): void;
  nextBidId(): string | null;
  /** Why a credential is no longer good, read after the locks (LAN1); null when it is. */
  credentialProblem(identity: Identity): ProblemKind | null;
}

const keyName = (lotId: number, bidderId: string, key: string) => `${lotId} ${bidderId} ${key}`;

/** Indexes what a batch read. */
export function createKnown(
  facts: BatchFacts,
  registrations: readonly LockedRegistration[],
  exposures: Exposures,
  block: Block,
): Known {
  const auctions = new Map(facts.auctions.map((auction) => [auction.id, auction]));
  const bidders = new Map(
    registrations.map((one) => [`${one.auctionId} ${one.userId}`, one] as const),
  );
  const paddles = new Map(
    registrations.map(({ auctionId, userId, paddle }) => [`${auctionId} ${paddle}`, userId]),
  );
  function bidderIn(lot: LotState, userId: string): Bidder | null {
    const registration = bidders.get(`${lot.auctionId} ${userId}`);
    if (!registration) return null;
    const { id, paddle, status, deposit, limitMinor, hasPriority } = registration;
    const asksForNone = auctions.get(lot.auctionId)?.depositMinor === null;
    return {
      registrationId: id,
      userId,
      paddle,
      status,
      isDepositHeld: asksForNone || deposit === 'held',
      limitMinor,
      elsewhereMinor: exposures.elsewhere(id, lot),
      hasPriority,
    };
  }
  const keys = new Map(
    facts.keys.map((used) => [keyName(used.lotId, used.bidderId, used.key), used]),
  );
  const apiKeyOwners = new Map(facts.apiKeys.map((key) => [key.id, key.userId]));
  const generations = new Map(facts.people.map((one) => [one.id, one.sessionGeneration]));
  const bidIds = facts.bidIds.values();
  return {
    facts,
    auction: (id) => auctions.get(id),
    onTheBlockBeside: (lotId) => block.get(lotId),
    bidder: bidderIn,
    bidderOfPaddle(lot, paddle) {
      const userId = paddles.get(`${lot.auctionId} ${paddle}`);
      return userId === undefined ? null : bidderIn(lot, userId);
    },
    usedKey: (lotId, bidderId, key) => keys.get(keyName(lotId, bidderId, key)),
    rememberKey: (used) => void keys.set(keyName(used.lotId, used.bidderId, used.key), used),
    nextBidId: () => bidIds.next().value ?? null,
    credentialProblem({ userId, credential }) {
      if (credential.kind === 'key') {
        return apiKeyOwners.get(credential.keyId) === userId ? null : 'invalid-key';
      }
      return generations.get(userId) === credential.generation ? null : 'session-ended';
    },
  };
}
