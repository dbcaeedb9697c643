import { z } from 'zod';
import type { SignInValues, SignUpValues } from '@/lib/page/credentials';
import type { Result } from '@/lib/shared/result';
import { type ApiTrouble, callApi } from '../api/call-api';
import { forgetBids, tabStore } from '../bid-panel/kept-bid';

/** What the page needs of an answer is only that it is one; the session is in a cookie. */
const anyAnswer = z.unknown();

const post = (path: string, body: unknown): Promise<Result<unknown, ApiTrouble>> =>
  callApi({ method: 'POST', path: `/api/auth/${path}`, body, answer: anyAnswer });

/** Starts a session. */
export const signIn = (values: SignInValues) => post('sign-in/email', values);

/** Makes an account and starts a session. */
export const signUp = (values: SignUpValues) => post('sign-up/email', values);

/** Ends this session; bids of this tab that have no answer yet are neither sent nor shown again. */
export async function signOut(): Promise<Result<unknown, ApiTrouble>> {
  const ended = await post('sign-out', {});
  if (ended.ok) forgetBids(tabStore());
  return ended;
}

/** Ends every session of the person, then this page's own signed copy of it. */
export async function signOutEverywhere(): Promise<Result<unknown, ApiTrouble>> {
  const ended = await post('revoke-sessions', {});
  return ended.ok ? signOut() : ended;
}
