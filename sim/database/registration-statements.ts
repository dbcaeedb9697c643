import type { ChangeRow } from '../../lib/db/change-upsert';
import type { TicketFacts } from '../../lib/db/read/ticket-facts';
import type { LockedRegistration } from '../../lib/db/registration-decide';
import { invariant } from '../../lib/shared/assert';
import type { Tables } from './rows';
import { epochOf, type Statement, type StatementCall, upsertChange } from './statement-call';

/** Counts for each of these registrations that something concerned its owner (PSH10). */
export async function upsertConcerns(
  call: StatementCall,
  ids: readonly number[],
): Promise<ChangeRow[]> {
  const { server, own } = call;
  const counted: ChangeRow[] = [];
  for (const id of [...ids].sort((a, b) => a - b)) {
    const key = `me:${id}` as const;
    await server.lock(own, 'change', key);
    const version = (server.read(own, 'change', key)?.version ?? 0) + 1;
    const change = { key, version, channel: `reg:${id}`, gone: false };
    await upsertChange(call, change);
    counted.push(change);
  }
  return counted;
}

const registration = ({ server, own }: StatementCall, id: unknown) =>
  server.read(own, 'registration', String(id));

const concerns = ({ server, own }: StatementCall, id: number): number =>
  server.read(own, 'change', `me:${id}`)?.version ?? 0;

/** What concerns one person: decisions, ended sessions, tickets and what its owner is told. */
export const ofRegistrations: Record<string, Statement> = {
  async 'registration-lock-one'(call) {
    if (!registration(call, call.values[0])) return [];
    await call.server.lock(call.own, 'registration', String(call.values[0]));
    return [{ id: call.values[0] }];
  },
  'registration-locked'(call): LockedRegistration[] {
    const row = registration(call, call.values[0]);
    if (!row) return [];
    const { auctionId, userId, status, version } = row;
    const free = { deposit: 'required', limitMinor: null, hasPriority: false } as const;
    return [{ auctionId, houseId: 1, userId, status, version, ...free }];
  },
  async 'registration-set-conditions'(call) {
    const { server, own } = call;
    const [id, status] = call.values as [number, Tables['registration']['status']];
    const row = registration(call, id);
    invariant(row, 'a locked registration is there', { id });
    const version = row.version + 1;
    await server.write(own, 'registration', String(id), { ...row, status, version });
    return [{ version }];
  },
  async 'standings-lock'({ server, own, values }) {
    const rows = server.scan(own, 'registration').filter(({ userId }) => userId === values[0]);
    for (const { id } of rows.sort((a, b) => a.id - b.id)) {
      await server.lock(own, 'registration', String(id));
    }
    return rows;
  },
  async 'standings-raise'({ server, own, values }) {
    const rows = server.scan(own, 'registration').filter(({ userId }) => userId === values[0]);
    const raised = rows.map((row) => ({ ...row, version: row.version + 1 }));
    for (const row of raised) await server.write(own, 'registration', String(row.id), row);
    return raised;
  },
  async 'standing-upsert'(call) {
    const given = JSON.parse(call.values[0] as string) as { id: number; version: number }[];
    const concerned = await upsertConcerns(
      call,
      given.map(({ id }) => id),
    );
    const standings = given.map(({ id, version }): ChangeRow => {
      return { key: `reg:${id}`, version, channel: `reg:${id}`, gone: false };
    });
    for (const standing of standings) await upsertChange(call, standing);
    return [...concerned, ...standings];
  },
  'audit-insert': () => [],
  'read-ticket-facts'(call): TicketFacts[] {
    const [id, userId] = call.values as [number, string];
    const row = registration(call, id);
    const person = call.server.read(call.own, 'person', userId);
    if (!row || !person || row.userId !== userId) return [];
    const { status, version: standing } = row;
    const generation = person.sessionGeneration;
    return [{ status, standing, epoch: epochOf(call), generation, isKeyGood: false }];
  },
  'read-own-channels'(call) {
    const { server, own, values } = call;
    return server
      .scan(own, 'registration')
      .filter(({ userId, status }) => userId === values[0] && /^(pending|approved)$/.test(status))
      .filter(({ auctionId }) => server.read(own, 'auction', String(auctionId))?.state !== 'ended')
      .map(({ id, auctionId }) => ({ id, auctionId, version: concerns(call, id) }));
  },
  'read-own-registration'(call) {
    const [id, userId] = call.values as [number, string];
    const row = registration(call, id);
    if (!row || row.userId !== userId) return [];
    return [{ auctionId: row.auctionId, version: concerns(call, id) }];
  },
  'read-registration-of'(call) {
    const [auctionId, userId] = call.values as [number, string];
    return call.server
      .scan(call.own, 'registration')
      .filter((row) => row.auctionId === auctionId && row.userId === userId)
      .map(({ id, paddle, status }) => {
        return {
          ...{ id, auction_id: auctionId, paddle, status },
          ...{
            terms_version: 1,
            created_at: new Date(0),
            deposit: 'required',
            deposit_minor: null,
          },
          ...{ limit_minor: null, exposure_minor: null, has_priority: false },
        };
      });
  },
  // What they bid is the ledger's, which is held against the rules elsewhere.
  'ledger-bids-of-registration': () => [],
};
