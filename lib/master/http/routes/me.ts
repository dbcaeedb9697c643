import { z } from 'zod';
import { createKey, listKeys, revokeKey } from '../../../accounts/api-keys';
import { liveTicket, wantTicket } from '../../../api/v1/live-tickets';
import { apiKeyView, createApiKey, createdApiKey, me, primaryTime } from '../../../api/v1/me';
import { operations } from '../../../api/v1/operations';
import { ownRegistration, registrationView } from '../../../api/v1/registrations';
import { ownRegistration as readOwn } from '../../../db/read/own';
import { registrationsOfUser } from '../../../db/read/registrations';
import { ok } from '../../../shared/result';
import { giveTicket } from '../../registrations/give-ticket';
import { refuse } from '../../trouble';
import { idParam, route } from '../route';

/** What concerns the caller alone, read from the primary: they see what they just wrote. */
export const meRoutes = [
  route({
    method: 'GET',
    path: '/me',
    summary: 'Tell who is signed in',
    who: 'person',
    status: 200,
    answer: me,
    problems: [],
    async handle({ identity }) {
      const { userId, name, email, role, houseId } = identity;
      return ok({ body: { userId, name, email, role, houseId } });
    },
  }),
  route({
    method: 'GET',
    path: '/me/registrations',
    summary: "List the caller's registrations",
    who: 'person',
    status: 200,
    answer: z.strictObject({ items: z.array(registrationView) }),
    problems: [],
    async handle({ identity }, desk) {
      return ok({ body: { items: await registrationsOfUser(desk.primary, identity.userId) } });
    },
  }),
  route({
    method: 'GET',
    path: '/me/registrations/:id',
    summary: "Read one of the caller's registrations and their bids in that sale",
    notes: 'What a `me` notice is about; its `version` is the notice’s.',
    who: 'person',
    params: idParam,
    status: 200,
    answer: ownRegistration,
    problems: ['not-found'],
    async handle({ identity, params }, desk) {
      const own = await readOwn(desk.primary, {
        registrationId: params.id,
        userId: identity.userId,
      });
      return own ? ok({ body: own }) : refuse('not-found');
    },
  }),
  route({
    method: 'POST',
    path: '/live-tickets',
    summary: 'Get a ticket for the private channel of a registration',
    notes:
      'A terminal that is shown it sends `me` frames when something concerns the caller: a decision, outbid, the end of a lot they led. Say it in a message over a WebSocket, or name the terminal and put it into the address as `ticket`, once.',
    who: 'person',
    body: wantTicket,
    status: 201,
    answer: liveTicket,
    problems: ['invalid-request', 'not-found', 'not-approved'],
    async handle({ identity, body }, desk) {
      const given = await giveTicket(desk.tickets, identity, body);
      return given.ok ? ok({ body: given.value }) : given;
    },
  }),
];

/** API keys of the caller. */
export const keyRoutes = [
  route({
    method: 'GET',
    path: '/keys',
    summary: "List the caller's API keys",
    who: 'person',
    status: 200,
    answer: z.strictObject({ items: z.array(apiKeyView) }),
    problems: [],
    async handle({ identity }, desk) {
      const keys = await listKeys(desk.primary, identity.userId);
      const items = keys.map(({ id, name, prefix, createdAt, revokedAt }) => ({
        id,
        name,
        prefix,
        createdAt: createdAt.toISOString(),
        revokedAt: revokedAt?.toISOString() ?? null,
      }));
      return ok({ body: { items } });
    },
  }),
  route({
    method: 'POST',
    path: '/keys',
    summary: 'Make an API key',
    notes: 'The key is shown this once; only its hash is kept.',
    who: 'person',
    body: createApiKey,
    status: 201,
    answer: createdApiKey,
    problems: ['invalid-request'],
    async handle({ identity, body }, desk) {
      const made = await createKey(desk.primary, { userId: identity.userId, name: body.name });
      const { id, key, prefix } = made;
      return ok({ body: { id, name: body.name, prefix, key } });
    },
  }),
  route({
    method: 'DELETE',
    path: '/keys/:id',
    summary: 'Revoke an API key',
    notes: 'It ends at once, also for bids that are waiting and for private streams it opened.',
    who: 'person',
    params: idParam,
    status: 200,
    answer: z.strictObject({ revoked: z.literal(true) }),
    problems: ['not-found'],
    async handle({ identity, params }, desk) {
      const key = { id: params.id, userId: identity.userId };
      const changed = await revokeKey(desk.primary, key);
      if (!changed) return refuse('not-found');
      desk.catalogue.changed(changed);
      return ok({ body: { revoked: true as const } });
    },
  }),
];

/** The house itself: its clock, and how its processes fare. */
export const houseRoutes = [
  route({
    method: 'GET',
    path: '/time',
    summary: "Read the house's clock",
    who: 'anyone',
    status: 200,
    answer: primaryTime,
    problems: [],
    async handle(_call, desk) {
      const { ms, errorMs, epoch } = desk.clock.now();
      return ok({ body: { nowMs: ms, errorMs, epoch } });
    },
  }),
  route({
    method: 'GET',
    path: '/operations',
    summary: 'See how the house runs',
    who: 'clerk',
    status: 200,
    answer: operations,
    problems: [],
    async handle(_call, desk) {
      return ok({ body: await desk.operations() });
    },
  }),
];
