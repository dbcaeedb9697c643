import type { Identity } from '../../accounts/identity';
import type { ProblemKind } from '../../api/problem';
import { type Bidder, UNCONDITIONAL } from '../../auction/state';
import type { BatchFacts, UsedKey } from '../../db/batch-facts-read';
import type { LockedRegistration } from '../../db/registration-lock';

/** What was read under the locks, ready to be asked. Keys and ledger ids are used up as the batch goes. */
export interface Known {
  readonly facts: BatchFacts;
  auction(id: number): BatchFacts['auctions'][number] | undefined;
  bidder(auctionId: number, userId: string): Bidder | null;
  /** Who has a paddle of a sale, among those whose registrations are locked. */
  bidderOfPaddle(auctionId: number, paddle: number): Bidder | null;
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
): Known {
  const auctions = new Map(facts.auctions.map((auction) => [auction.id, auction]));
  const bidders = new Map(
    registrations.map(({ id, auctionId, userId, paddle, status }) => [
      `${auctionId} ${userId}`,
      { registrationId: id, userId, paddle, status, ...UNCONDITIONAL } satisfies Bidder,
    ]),
  );
  const paddles = new Map(
    registrations.map(({ auctionId, userId, paddle }) => [`${auctionId} ${paddle}`, userId]),
  );
  const bidderOf = (auctionId: number, userId: string) =>
    bidders.get(`${auctionId} ${userId}`) ?? null;
  const keys = new Map(
    facts.keys.map((used) => [keyName(used.lotId, used.bidderId, used.key), used]),
  );
  const apiKeyOwners = new Map(facts.apiKeys.map((key) => [key.id, key.userId]));
  const generations = new Map(facts.people.map((one) => [one.id, one.sessionGeneration]));
  const bidIds = facts.bidIds.values();
  return {
    facts,
    auction: (id) => auctions.get(id),
    bidder: bidderOf,
    bidderOfPaddle(auctionId, paddle) {
      const userId = paddles.get(`${auctionId} ${paddle}`);
      return userId === undefined ? null : bidderOf(auctionId, userId);
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
