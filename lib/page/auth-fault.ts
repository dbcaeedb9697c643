import type { ProblemKind } from '../api/problem';

/** What a page is told when accounts refuse: the problem's kind, and the library's own code. */
interface AuthRefusal {
  kind: ProblemKind | 'unreachable';
  code: unknown;
}

/** The key below `auth.faults` that tells a refusal of accounts apart; null for other trouble. */
export function authFault({ kind, code: said }: AuthRefusal) {
  const code = typeof said === 'string' ? said : '';
  if (code.startsWith('USER_ALREADY_EXISTS')) return { key: 'emailTaken', field: 'email' } as const;
  if (code === 'INVALID_EMAIL') return { key: 'email', field: 'email' } as const;
  if (code === 'PASSWORD_TOO_SHORT') return { key: 'passwordShort', field: 'password' } as const;
  if (code === 'PASSWORD_TOO_LONG') return { key: 'passwordLong', field: 'password' } as const;
  if (kind === 'too-many-requests') return { key: 'tooMany', field: null } as const;
  if (kind === 'sign-in-required') return { key: 'wrongPair', field: null } as const;
  return null;
}
