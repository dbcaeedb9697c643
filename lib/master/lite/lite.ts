import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LANGUAGES } from '../../api/local-text';
import { PROBLEMS, type ProblemKind } from '../../api/problem';
import { LANGUAGE_COOKIE } from '../../page/language';
import { troubleOf } from '../http/failures';
import { newReference } from '../http/problem-answer';
import { RefusedRequest } from '../http/refused-request';
import { rightHost } from '../render/page-proxy';
import { placeBid, reviewBid } from './bid';
import { showLot, showSale, showSales } from './browse';
import { html } from './markup';
import { showInvoice, showMyBids, showWhy } from './own-pages';
import type { LiteParts } from './parts';
import { idOf } from './paths';
import { showRegister, takeRegister } from './register';
import { litePath } from './return-to';
import { goTo, showCredentials, signOut, takeCredentials } from './sign-in';
import { openVisit, show, type Visit } from './visit';

/** Forms are short. */
const FORM_LIMIT_BYTES = 16 * 1024;
/** Pages that are drawn at once; more are refused, so that bids in this process go on. */
const AT_ONCE = 48;
const YEAR_S = 31_536_000;

type Handle = (visit: Visit) => FastifyReply | Promise<FastifyReply>;

/**
 * Serves the lite pages (PSH9) below `/lite`: plain HTML that needs no script, drawn here and not by
 * the renderer. Forms are the only writes, each with a token of its own (AUT3).
 */
export async function litePages(app: FastifyInstance, parts: LiteParts): Promise<void> {
  const received = new WeakMap<FastifyRequest, { ms: number; errorMs: number }>();
  takeForms(app);
  limit(app);
  app.addHook('onRequest', async (request, reply) => {
    const away = rightHost(request, parts.publicOrigin);
    if (away) return reply.redirect(away, 307);
    const { origin } = request.headers;
    // Old browsers name no origin: then the form's token alone decides.
    const isForeign = origin !== undefined && origin !== parts.publicOrigin;
    if (request.method === 'POST' && isForeign)
      throw new RefusedRequest({ kind: 'foreign-origin' });
  });
  app.addHook('preValidation', async (request) => {
    received.set(request, parts.desk.clock.now()); // TIM1: the whole form is here.
  });
  app.setErrorHandler((error: FastifyError, request, reply) =>
    showTrouble(parts, { error, request, reply }),
  );

  const visit = (handle: Handle) => async (request: FastifyRequest, reply: FastifyReply) =>
    handle(await openVisit(parts, request, reply));
  const get = (path: string, handle: Handle) => app.get(path, visit(handle));
  const post = (path: string, handle: Handle) => app.post(path, visit(handle));

  get('/lite', showSales);
  get('/lite/my-bids', showMyBids);
  get('/lite/my-bids/invoices/:id', (v) => showInvoice(v, idIn(v)));
  get('/lite/my-bids/why/:id', (v) => showWhy(v, idIn(v)));
  get('/lite/sales/:id', (v) => showSale(v, idIn(v), wholeNumber(query(v, 'page'), 1)));
  get('/lite/lots/:id', (v) =>
    showLot(v, {
      lotId: idIn(v),
      minVersion: wholeNumber(query(v, 'v'), 0),
      step: { step: 'none' },
    }),
  );
  get('/lite/lots/:id/max', (v) =>
    showLot(v, { lotId: idIn(v), minVersion: 0, step: { step: 'setting-max' } }),
  );
  post('/lite/lots/:id/review', (v) => reviewBid(v, idIn(v)));
  post('/lite/lots/:id/bid', (v) =>
    placeBid(v, idIn(v), received.get(v.request) ?? parts.desk.clock.now()),
  );
  get('/lite/sales/:id/register', (v) => showRegister(v, idIn(v), query(v, 'to')));
  post('/lite/sales/:id/register', (v) => takeRegister(v, idIn(v)));
  for (const purpose of ['sign-in', 'sign-up'] as const) {
    get(`/lite/${purpose}`, (v) => showCredentials(v, purpose, query(v, 'to')));
    post(`/lite/${purpose}`, (v) => takeCredentials(v, purpose));
  }
  post('/lite/sign-out', signOut);
  for (const language of LANGUAGES) {
    get(`/lite/language/${language}`, (v) => {
      const kept = `${LANGUAGE_COOKIE}=${language}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`;
      v.reply.header('set-cookie', kept);
      return goTo(v.reply, litePath(query(v, 'to')));
    });
  }
  app.get('/lite/live.js', async (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${YEAR_S}, immutable`)
      .type('text/javascript; charset=utf-8')
      .send(parts.script),
  );
  const nothing = async () => {
    throw new RefusedRequest({ kind: 'not-found' });
  };
  app.all('/lite/*', nothing);
}

/** Reads forms and nothing else. */
function takeForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_LIMIT_BYTES },
    async (_request: unknown, text: string) => {
      const form = new URLSearchParams(text);
      // PostgreSQL holds no U+0000; nobody types one.
      for (const value of form.values())
        if (value.includes('\0')) throw new RefusedRequest({ kind: 'invalid-request' });
      return form;
    },
  );
}

/** Counts what is being drawn, once its form is here: nobody holds a place by sending slowly. */
function limit(app: FastifyInstance): void {
  let drawing = 0;
  app.addHook('preValidation', async (_request, reply) => {
    if (drawing >= AT_ONCE) throw new RefusedRequest({ kind: 'unavailable' });
    drawing += 1;
    reply.raw.once('close', () => {
      drawing -= 1;
    });
  });
}

function idIn({ request }: Visit): number {
  const id = idOf((request.params as { id: string }).id);
  if (id === null) throw new RefusedRequest({ kind: 'not-found' });
  return id;
}

/** A parameter of the address; of several the first. */
function query({ request }: Visit, name: string): string | null {
  const value = (request.query as Record<string, string | string[] | undefined>)[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function wholeNumber(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  if (/^\d{1,9}$/.test(text) && Number(text) >= otherwise) return Number(text);
  throw new RefusedRequest({ kind: 'not-found' });
}

/** An error in words, as a page; what was not expected is logged under a reference. */
async function showTrouble(
  parts: LiteParts,
  failed: { error: FastifyError; request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  const { error, request, reply } = failed;
  const { kind } = troubleOf(error);
  const { status } = PROBLEMS[kind];
  const reference = status >= 500 && kind !== 'unavailable' ? newReference() : null;
  if (reference) request.log.error({ err: error, reference, url: request.url }, 'a page failed');
  if (status === 503) reply.header('retry-after', '2');
  const visit = await openVisit(
    // Whoever it is: a page that failed must not fail again over it.
    {
      ...parts,
      accounts: { ...parts.accounts, identify: async () => ({ ok: true, value: null }) },
    },
    request,
    reply,
  );
  visit.reader.path = '/lite';
  const { t } = visit.reader;
  const title = t(kind === 'not-found' ? 'errors.notFoundTitle' : 'errors.failedTitle');
  const words = [troubleWords(visit, kind)];
  if (reference) words.push(t('trouble.reference', { reference }));
  const body = html`<h1>${title}</h1><p>${words.join(' ')}</p><p><a href="/lite">${t('errors.toSales')}</a></p>`;
  return show(visit, { title, body, status });
}

const troubleWords = ({ reader: { t } }: Visit, kind: ProblemKind): string =>
  kind === 'not-found' ? t('errors.notFound') : t(`problems.${kind}`);
