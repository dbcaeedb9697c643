import { page, pageQuery } from '../../../api/v1/paging';
import {
  patchRegistration,
  register as registerBody,
  registrationView,
} from '../../../api/v1/registrations';
import { auctionStanding } from '../../../db/read/auctions';
import { registrationOf, registrationsOfAuction } from '../../../db/read/registrations';
import { invariant } from '../../../shared/assert';
import { ok } from '../../../shared/result';
import { decideRegistration } from '../../registrations/decide-registration';
import { register } from '../../registrations/register';
import { refuse } from '../../trouble';
import { actorOf } from '../actor';
import { pageOf, readCursor } from '../cursors';
import type { Desk } from '../desk';
import { idParam, route } from '../route';

async function shown(desk: Desk, who: { auctionId: number; userId: string }) {
  const view = await registrationOf(desk.primary, who);
  invariant(view, 'a registration that was written can be read', who);
  return ok({ body: view });
}

/** Registrations for a sale (REG1). */
export const registrationRoutes = [
  route({
    method: 'POST',
    path: '/auctions/:id/registrations',
    summary: 'Register for a sale',
    notes:
      '`termsVersion` names the terms that were shown and accepted. The answer has the paddle.',
    who: 'person',
    params: idParam,
    body: registerBody,
    status: 201,
    answer: registrationView,
    problems: ['invalid-request', 'not-found', 'wrong-state', 'old-terms', 'already-registered'],
    async handle({ identity, params, body }, desk) {
      const who = { auctionId: params.id, userId: identity.userId };
      const done = await register(desk.catalogue, { ...who, ...body });
      return done.ok ? shown(desk, who) : done;
    },
  }),
  route({
    method: 'GET',
    path: '/auctions/:id/registrations',
    summary: 'List who is registered for a sale',
    notes: 'By paddle.',
    who: 'clerk',
    params: idParam,
    query: pageQuery,
    status: 200,
    answer: page(registrationView),
    problems: ['invalid-request', 'not-found'],
    async handle({ identity, params, query }, desk) {
      const afterPaddle = Math.min(readCursor(query.cursor, 0), 0x7fffffff);
      const standing = await auctionStanding(desk.primary, params.id);
      if (!standing) return refuse('not-found');
      if (standing.houseId !== identity.houseId) return refuse('not-allowed');
      const read = await registrationsOfAuction(desk.primary, {
        auctionId: params.id,
        afterPaddle,
        limit: query.limit + 1,
      });
      return ok({ body: pageOf(read, query.limit, (registration) => registration.paddle) });
    },
  }),
  route({
    method: 'PATCH',
    path: '/registrations/:id',
    summary: 'Decide on what conditions a bidder bids',
    notes:
      'Approves, declines or suspends them; sets their limit and their right of priority; tells where ' +
      'their deposit is. It holds from the next bid that is decided. A payment provider’s adapter ' +
      'reports deposits here, with a key of the house.',
    who: 'auctioneer',
    params: idParam,
    body: patchRegistration,
    status: 200,
    answer: registrationView,
    problems: ['invalid-request', 'not-found', 'unavailable'],
    async handle({ identity, params, body }, desk) {
      const wanted = { registrationId: params.id, ...body };
      const done = await decideRegistration(desk.catalogue, actorOf(identity), wanted);
      return done.ok ? shown(desk, done.value) : done;
    },
  }),
];
