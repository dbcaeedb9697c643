import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { setCookieCache } from 'better-auth/cookies';

/** Calls that end sessions other than the one that calls. */
const ENDING = ['/revoke-session', '/revoke-sessions', '/revoke-other-sessions'];

/** Whether a call meant to end sessions; a changed password only if it says so. */
function endsSessions(path: string | undefined, body: unknown): boolean {
  if (path === undefined) return false;
  if (path !== '/change-password') return ENDING.includes(path);
  return (body as { revokeOtherSessions?: boolean } | undefined)?.revokeOtherSessions === true;
}

/**
 * What follows when sessions were ended: the library deletes their rows, but a signed copy in
 * somebody's cookie (AUT3) would bid for minutes more. So `endSignedCopies` raises the person's
 * generation, and the session that goes on gets a copy of the new one at once.
 */
export function afterEndedSessions(endSignedCopies: (userId: string) => Promise<number>) {
  return createAuthMiddleware(async (ctx) => {
    if (!endsSessions(ctx.path, ctx.body) || isAPIError(ctx.context.returned)) return;
    const { session: caller, newSession } = ctx.context;
    if (!caller) return;
    const sessionGeneration = await endSignedCopies(caller.user.id);
    const goesOn = newSession ?? caller;
    const user = { ...goesOn.user, sessionGeneration };
    const living = await ctx.context.internalAdapter.findSession(goesOn.session.token);
    if (living) await setCookieCache(ctx, { session: goesOn.session, user }, false);
  });
}
