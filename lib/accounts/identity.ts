import type { ProblemKind } from '../api/problem';
import type { Result } from '../shared/result';

/** What a person may do in the house, weakest first. Whoever has no membership is a bidder. */
export const ROLES = ['bidder', 'clerk', 'auctioneer', 'admin'] as const;

/** See `ROLES`. */
export type Role = (typeof ROLES)[number];

/** How a request proved who it is; lanes read it again under the lot's lock (LAN1). */
export type Credential = { kind: 'session'; generation: number } | { kind: 'key'; keyId: number };

/** Who is asking. */
export interface Identity {
  userId: string;
  name: string;
  email: string;
  role: Role;
  /** The house the role is held in; null for bidders. */
  houseId: number | null;
  credential: Credential;
}

/** Nobody (null), somebody, or credentials that are no longer good. */
export type Identified = Result<
  Identity | null,
  Extract<ProblemKind, 'invalid-key' | 'session-ended'>
>;

/** True when `role` includes what `needed` may do. */
export const atLeast = (role: Role, needed: Role) => ROLES.indexOf(role) >= ROLES.indexOf(needed);
