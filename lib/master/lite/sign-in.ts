import type { FastifyReply } from 'fastify';
import type { ProblemKind } from '../../api/problem';
import { authFault } from '../../page/auth-fault';
import { signInValues, signUpValues } from '../../page/credentials';
import type { Messages } from '../../page/messages';
import { accountsRefusal, accountsRequest } from '../http/mount-accounts';
import { html } from './markup';
import { credentialsPage } from './pages/credentials-page';
import { litePath } from './return-to';
import { formFault, newToken, show, standingOfForm, type Visit } from './visit';

type Purpose = 'sign-in' | 'sign-up';
type FaultKey = keyof Messages['auth']['faults'];

/** Sends the browser on to another page by GET. */
export const goTo = (reply: FastifyReply, path: string): FastifyReply =>
  reply.header('cache-control', 'no-store').redirect(path, 303);

/** `/lite/sign-in`, `/lite/sign-up`: the form. */
export function showCredentials(visit: Visit, purpose: Purpose, to: string | null): FastifyReply {
  const { reader } = visit;
  if (reader.identity) return showAlready(visit, litePath(to));
  return draw(visit, purpose, { to: litePath(to), notices: [], status: 200 });
}

function showAlready(visit: Visit, to: string): FastifyReply {
  const { t, identity } = visit.reader;
  const words = t('auth.already', { name: identity?.name ?? '' });
  const body = html`<h1>${t('auth.signInTitle')}</h1><p>${words} <a href="${to}">${t('auth.continue')}</a></p>`;
  return show(visit, { title: t('auth.signInTitle'), body, fullPath: '/sign-in' });
}

function draw(
  visit: Visit,
  purpose: Purpose,
  drawn: { to: string; notices: readonly string[]; status: number },
): FastifyReply {
  const { reader, form } = visit;
  const body = credentialsPage(reader, {
    purpose,
    token: newToken(visit, purpose, 0),
    to: drawn.to,
    name: form.get('name') ?? '',
    email: form.get('email') ?? '',
    notices: drawn.notices,
  });
  const title = reader.t(purpose === 'sign-in' ? 'auth.signInTitle' : 'auth.signUpTitle');
  return show(visit, { title, body, fullPath: `/${purpose}`, status: drawn.status });
}

/** Calls accounts for a form whose token was good (AUT3): old browsers name no origin. */
function callAccounts({ parts, request }: Visit, name: string, body: unknown): Promise<Response> {
  const { publicOrigin } = parts;
  const path = `/api/auth/${name}`;
  const call = { publicOrigin, method: 'POST', path, body, isOurs: true } as const;
  return parts.accounts.authHandler(accountsRequest(request, call));
}

const SCHEMAS = { 'sign-in': signInValues, 'sign-up': signUpValues };

/** Starts a session by form; the library behind `/api/auth` decides and counts, as for full pages. */
export async function takeCredentials(visit: Visit, purpose: Purpose): Promise<FastifyReply> {
  const { reader, form, reply } = visit;
  const to = litePath(form.get('to'));
  if (reader.identity) return goTo(reply, to);
  const standing = standingOfForm(visit, purpose, 0);
  if (standing !== 'good') {
    const { status, words } = formFault(reader, standing);
    return draw(visit, purpose, { to, status, notices: [words] });
  }
  const values = SCHEMAS[purpose].safeParse(Object.fromEntries(form));
  if (!values.success) {
    const keys = new Set(values.error.issues.map(({ message }) => message as FaultKey));
    const notices = [...keys].map((key) => reader.t(`auth.faults.${key}`));
    return draw(visit, purpose, { to, status: 400, notices });
  }
  const answer = await callAccounts(visit, `${purpose}/email`, values.data);
  const refused = await accountsRefusal(answer);
  if (refused) {
    const notices = [faultWords(visit, refused)];
    return draw(visit, purpose, { to, status: answer.status, notices });
  }
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie);
  return goTo(reply, to);
}

function faultWords({ reader }: Visit, refused: { kind: ProblemKind; code?: string | undefined }) {
  const fault = authFault({ kind: refused.kind, code: refused.code });
  return fault ? reader.t(`auth.faults.${fault.key}`) : reader.t(`problems.${refused.kind}`);
}

/** Ends this session. Whose form it is not stays signed in and is asked to press again. */
export async function signOut(visit: Visit): Promise<FastifyReply> {
  const { reader, reply } = visit;
  if (!reader.identity) return goTo(reply, '/lite');
  const standing = standingOfForm(visit, 'sign-out', 0);
  if (standing !== 'good') {
    const { status, words } = formFault(reader, standing);
    reader.path = '/lite';
    const title = reader.t('me.signOut');
    return show(visit, {
      title,
      body: html`<h1>${title}</h1><p class="danger">${words}</p>`,
      status,
    });
  }
  const answer = await callAccounts(visit, 'sign-out', {});
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie);
  return goTo(reply, '/lite');
}
