import type { FastifyReply } from 'fastify';
import { htmlPage } from '../http/html';
import { newReference } from '../http/problem-answer';
import { newNonce, pagePolicy } from '../http/security-headers';

/** Why a page cannot be shown. */
export type PageFailure =
  | { kind: 'starting' }
  | {
      kind: 'failed';
      url: string | undefined;
      error: Error;
      log: { error(known: object, line: string): void };
    };

const CSS = `main{border-top:3px dashed var(--stale);padding-top:8px;margin-top:24px}
p[lang=zh]{margin-top:16px}`;

const STARTING = `<main><h1>The pages are starting.</h1>
<p>Confirmed bids stand, and the sale goes on. This page tries again by itself.</p>
<p lang="zh">页面正在启动。已确认的出价有效，拍卖照常进行；本页将自动重试。</p></main>`;

const failed = (reference: string) => `<main><h1>This page failed.</h1>
<p>Confirmed bids stand. Reference ${reference}.</p>
<p lang="zh">页面出错。已确认的出价有效。编号 ${reference}。</p>
<p><a href="">Try again · 重试</a></p></main>`;

/**
 * What the front shows by itself while the renderer is away or has failed: static, in both languages,
 * and true whatever happened to the pages. The reference of a failure is in the log.
 */
export function sendFailurePage(reply: FastifyReply, failure: PageFailure) {
  const nonce = newNonce();
  reply
    .header('content-security-policy', pagePolicy({ nonce, terminals: [], development: false }))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8');
  if (failure.kind === 'starting') {
    const head = '<meta http-equiv="refresh" content="2">';
    const body = STARTING;
    return reply
      .code(503)
      .header('retry-after', '2')
      .send(htmlPage({ title: 'Starting', nonce, css: CSS, head, body }));
  }
  const reference = newReference();
  const { error, url, log } = failure;
  log.error({ err: error, reference, url }, 'a page failed');
  const body = failed(reference);
  return reply.code(500).send(htmlPage({ title: 'This page failed', nonce, css: CSS, body }));
}
