import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newNonce, pagePolicy } from '../http/security-headers';
import { bindingOf, readCookies, VISITOR_COOKIE } from './cookies';
import { checkForm, type FormPurpose, type FormStanding, signForm } from './form-token';
import { type Framed, frame } from './frame';
import type { Part } from './markup';
import type { LiteParts } from './parts';
import { createReader, pointInTime, type Reader } from './reader';
import { scriptPath } from './script';

/** One request for a lite page, and what answers it. */
export interface Visit {
  parts: LiteParts;
  reader: Reader;
  request: FastifyRequest;
  reply: FastifyReply;
  /** What a form sent; empty for a GET. */
  form: URLSearchParams;
}

/** What a page shows; see `Framed`. */
export interface Shown {
  title: string;
  body: Part;
  fullPath?: string;
  refreshS?: number | null;
  asOfMs?: number;
  isLive?: boolean;
  status?: number;
}

/** Finds out who asks and how they are to be spoken to. */
export async function openVisit(
  parts: LiteParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Visit> {
  const { cookie } = request.headers;
  const identified = await parts.accounts.identify({ cookie });
  const identity = identified.ok ? identified.value : null;
  const cookies = readCookies(cookie);
  const reader = createReader({
    identity,
    binding: bindingOf(cookies, identity !== null),
    path: request.url,
    nonce: newNonce(),
    cookies,
    acceptLanguage: request.headers['accept-language'],
  });
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  return { parts, reader, request, reply, form };
}

/** A new token for a form of this reader's; a visitor without a cookie gets one to bind it to. */
export function newToken(visit: Visit, purpose: FormPurpose, subject: number): string {
  const { parts, reader } = visit;
  if (reader.binding === null) {
    reader.binding = randomBytes(16).toString('base64url');
    const kept = `${VISITOR_COOKIE}=${reader.binding}; Path=/; Secure; HttpOnly; SameSite=Lax`;
    visit.reply.header('set-cookie', kept);
  }
  const made = { atMs: parts.desk.clock.now().ms, nonce: randomBytes(16).toString('base64url') };
  return signForm(parts.secret, { purpose, subject, binding: reader.binding }, made);
}

/** What the token of the form that was sent says (AUT3). */
export function standingOfForm(visit: Visit, purpose: FormPurpose, subject: number): FormStanding {
  const { parts, reader, form } = visit;
  const claim = { purpose, subject, binding: reader.binding ?? '' };
  return checkForm(parts.secret, claim, form.get('token'), parts.desk.clock.now().ms);
}

/** Why a form was not taken: its status and the sentence that says so. */
export function formFault({ t }: Reader, standing: Exclude<FormStanding, 'good'>) {
  return { status: standing === 'expired' ? 409 : 403, words: t(`lite.form.${standing}`) };
}

/** Sends a page. It may be shown again by the Back button, with the keys that its forms had. */
export function show(visit: Visit, page: Shown): FastifyReply {
  const { parts, reader, reply } = visit;
  const { nonce, identity } = reader;
  const isLive = page.isLive ?? false;
  const terminals = isLive ? parts.terminals() : [];
  const framed: Framed = {
    title: page.title,
    body: page.body,
    fullPath: page.fullPath ?? '/',
    refreshS: page.refreshS ?? null,
    asOf:
      page.asOfMs === undefined
        ? null
        : pointInTime(reader, page.asOfMs, parts.desk.clock.now().ms),
    isLive,
    signOutToken: identity ? newToken(visit, 'sign-out', 0) : null,
    scriptPath: scriptPath(parts.script),
  };
  return reply
    .code(page.status ?? 200)
    .headers({
      'cache-control': 'private, no-cache',
      'content-security-policy': pagePolicy({ nonce, terminals, development: false }),
      // For browsers that know no `frame-ancestors`.
      'x-frame-options': 'DENY',
      vary: 'cookie, accept-language',
    })
    .type('text/html; charset=utf-8')
    .send(frame(reader, framed));
}
