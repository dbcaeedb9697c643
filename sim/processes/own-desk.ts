import type pg from 'pg';
import type { Identity } from '../../lib/accounts/identity';
import { raiseStandings } from '../../lib/accounts/raise-standings';
import { ownChannels, ownRegistration } from '../../lib/db/read/own';
import type { RegistrationStatus } from '../../lib/db/registration-decide';
import type { Catalogue } from '../../lib/master/catalogue/catalogue';
import type { ChangedRecord } from '../../lib/master/record-change';
import { decideRegistration } from '../../lib/master/registrations/decide-registration';
import { giveTicket } from '../../lib/master/registrations/give-ticket';
import { refuse, type Trouble } from '../../lib/master/trouble';
import { createTicketSigner, type TicketSigner } from '../../lib/node-token/live-ticket';
import { ok, type Result } from '../../lib/shared/result';
import { NODE_SECRET, type World } from '../world/ports';

/** Every master of a world signs tickets with this. */
export const TICKETS: TicketSigner = createTicketSigner(NODE_SECRET);

/** What a person's page asks a master about that person. */
export type OwnQuestion =
  | {
      readonly path: '/ticket';
      readonly identity: Identity;
      readonly wanted: { channel: string; terminal?: string };
    }
  | { readonly path: '/own'; readonly identity: Identity; readonly id: number };

/** Registrations are decided by the house's own. */
const AUCTIONEER = { userId: 'the-auctioneer', houseId: 1, role: 'auctioneer' } as const;

/** One master's part in what concerns one person (AUT1, PSH10): the real rooms behind its front. */
export class OwnDesk {
  readonly #catalogue: Catalogue;

  constructor(
    readonly world: Pick<World, 'tickets'>,
    parts: {
      primary: pg.Pool;
      clock: Catalogue['clock'];
      changed: (records: readonly ChangedRecord[]) => void;
    },
  ) {
    this.#catalogue = parts;
  }

  /** What the page asks, once its cookie was believed. */
  async answer(question: OwnQuestion): Promise<Result<unknown, Trouble>> {
    const { primary, clock } = this.#catalogue;
    const { userId } = question.identity;
    if (question.path === '/own') {
      const of = { registrationId: question.id, userId };
      const own = await ownRegistration(primary, of);
      return own ? ok(own) : refuse('not-found');
    }
    const { lifeMs, saidMs } = this.world.tickets;
    const sign: TicketSigner['sign'] = (ticket) =>
      TICKETS.sign({ ...ticket, expiresAtMs: ticket.signedAtMs + lifeMs });
    const office = { primary, clock, tickets: { ...TICKETS, sign } };
    const given = await giveTicket(office, question.identity, question.wanted);
    return given.ok ? ok({ ...given.value, lifeMs: saidMs }) : given;
  }

  /** The reader's registrations as the server draws them into a page; none where the session ended. */
  async drawn({ userId, credential }: Identity) {
    const { primary } = this.#catalogue;
    const read = { name: 'world-read', text: '', values: ['person', userId] };
    const { rows } = await primary.query<{ sessionGeneration: number }>(read);
    const isIn =
      credential.kind === 'session' && rows[0]?.sessionGeneration === credential.generation;
    return isIn ? ownChannels(primary, { userId, limit: 20 }) : [];
  }

  /** The house approves or suspends somebody. */
  async decide(registrationId: number, status: RegistrationStatus): Promise<void> {
    await decideRegistration(this.#catalogue, AUCTIONEER, { registrationId, status });
  }

  /** Somebody ends all their sessions; `isTold` false: on the command line, which tells no master. */
  async endSessions(userId: string, isTold: boolean): Promise<void> {
    const done = await raiseStandings(this.#catalogue.primary, userId, async (client) => {
      const read = { name: 'world-read', text: '', values: ['person', userId] };
      const { rows } = await client.query<{ id: string; sessionGeneration: number }>(read);
      const [person] = rows;
      if (!person) return null;
      const next = { ...person, sessionGeneration: person.sessionGeneration + 1 };
      await client.query({ name: 'world-write', text: '', values: ['person', userId, next] });
      return true;
    });
    if (done && isTold) this.#catalogue.changed(done.changed);
  }
}
