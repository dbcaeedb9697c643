import { randomBytes } from 'node:crypto';
import type { Identity } from '../../accounts/identity';
import { splitKey } from '../../api/record-key';
import type { WantTicket } from '../../api/v1/live-tickets';
import { type TicketFacts, ticketFacts } from '../../db/read/ticket-facts';
import { TICKET_LIFE_MS, type TicketSigner } from '../../node-token/live-ticket';
import { ok, type Result } from '../../shared/result';
import type { Catalogue } from '../catalogue/catalogue';
import { refuse, type Trouble } from '../trouble';

/** What a ticket is made with. */
export interface TicketOffice extends Pick<Catalogue, 'primary' | 'clock'> {
  tickets: TicketSigner;
}

/** The credential as it stands now: what was remembered for a moment may have ended since. */
function credentialProblem({ credential }: Identity, facts: TicketFacts): Trouble['kind'] | null {
  if (credential.kind === 'key') return facts.isKeyGood ? null : 'invalid-key';
  return credential.generation === facts.generation ? null : 'session-ended';
}

/**
 * Gives a ticket for the channel of a registration (AUT1): only to its owner, and not while it is
 * declined or suspended. It is signed for the standing read here, so whatever changes that later ends
 * the stream, however late the ticket is used.
 */
export async function giveTicket(
  office: TicketOffice,
  identity: Identity,
  wanted: WantTicket,
): Promise<Result<{ ticket: string; lifeMs: number }, Trouble>> {
  const { credential, userId } = identity;
  const keyId = credential.kind === 'key' ? credential.keyId : null;
  const { id: registrationId } = splitKey(wanted.channel);
  const signedAtMs = Math.floor(office.clock.now().ms);
  const facts = await ticketFacts(office.primary, { registrationId, userId, keyId });
  if (!facts) return refuse('not-found');
  const problem = credentialProblem(identity, facts);
  if (problem) return refuse(problem);
  if (facts.status === 'declined' || facts.status === 'suspended') return refuse('not-approved');
  const ticket = office.tickets.sign({
    channel: wanted.channel,
    standing: facts.standing,
    epoch: facts.epoch,
    signedAtMs,
    expiresAtMs: signedAtMs + TICKET_LIFE_MS,
    id: randomBytes(16).toString('base64url'),
    terminal: wanted.terminal === undefined ? null : new URL(wanted.terminal).origin,
  });
  return ok({ ticket, lifeMs: TICKET_LIFE_MS });
}
