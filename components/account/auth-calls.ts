import { z } from 'zod';
import type { Result } from '@/lib/shared/result';
import { type ApiTrouble, callApi } from '../api/call-api';
import { forgetBids, tabStore } from '../bid-panel/kept-bid';
import type { SignInValues, SignUpValues } from './credentials';

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

/** The key below `auth.faults` that tells a refusal of accounts apart; null for other trouble. */
export function authFault({ kind, problem }: ApiTrouble) {
  const code = typeof problem?.code === 'string' ? problem.code : '';
  if (code.startsWith('USER_ALREADY_EXISTS')) return { key: 'emailTaken', field: 'email' } as const;
  if (code === 'INVALID_EMAIL') return { key: 'email', field: 'email' } as const;
  if (code === 'PASSWORD_TOO_SHORT') return { key: 'passwordShort', field: 'password' } as const;
  if (code === 'PASSWORD_TOO_LONG') return { key: 'passwordLong', field: 'password' } as const;
  if (kind === 'too-many-requests') return { key: 'tooMany', field: null } as const;
  if (kind === 'sign-in-required') return { key: 'wrongPair', field: null } as const;
  return null;
}
