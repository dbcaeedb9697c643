import { html, Markup, type Part } from './markup';
import type { Reader } from './reader';
import { withReturn } from './return-to';
import { STYLE } from './style';

/** What a page of these is, beside its body. */
export interface Framed {
  title: string;
  body: Part;
  /** Where the same is shown in full. */
  fullPath: string;
  /** Drawn again after so long where no script keeps it current; null where something is typed or decided. */
  refreshS: number | null;
  /** As of when, already in words. */
  asOf: string | null;
  /** Whether the page follows changes by its script. */
  isLive: boolean;
  /** The token of the form that signs out; null for who is not signed in. */
  signOutToken: string | null;
  /** Address of the script, by its content. */
  scriptPath: string;
}

/** A whole document: readable as text, without any script, on any screen. */
export function frame(reader: Reader, page: Framed): string {
  const { t, language } = reader;
  const again = html`<meta http-equiv="refresh" content="${page.refreshS}">`;
  const refresh =
    page.refreshS === null ? null : page.isLive ? html`<noscript>${again}</noscript>` : again;
  const seconds = page.refreshS ?? 0;
  const said =
    page.refreshS === null
      ? null
      : page.isLive
        ? html`<noscript>${t('lite.refreshes', { seconds })}</noscript>`
        : t('lite.refreshesAlways', { seconds });
  const script = page.isLive
    ? html`<script src="${page.scriptPath}" nonce="${reader.nonce}"></script>`
    : null;
  return html`${new Markup('<!DOCTYPE html>')}
<html lang="${language === 'zh' ? 'zh-Hans' : 'en'}"><head><meta charset="utf-8">
<title>${page.title} · Lotcast</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">${refresh}
<style nonce="${reader.nonce}">${new Markup(STYLE)}</style></head><body>
${navigation(reader, page.signOutToken)}<hr>
${page.asOf ? html`<p class="quiet" id="fresh">${t('lite.asOf', { at: page.asOf })}</p>` : null}
${page.body}
<hr><p class="quiet">${said}
<a href="${page.fullPath}">${t('lite.fullPage')}</a></p>${script}</body></html>
`.text;
}

function navigation(reader: Reader, signOutToken: string | null) {
  const { t, identity, path, language } = reader;
  const other = language === 'zh' ? 'en' : 'zh';
  const who = identity
    ? html`<span>${identity.name}</span> <form class="in" method="post" action="/lite/sign-out"><input type="hidden" name="token" value="${signOutToken ?? ''}"><input class="link" type="submit" value="${t('me.signOut')}"></form>`
    : html`<a href="${withReturn('/lite/sign-in', path)}">${t('nav.signIn')}</a>`;
  // Between the words for browsers without styles; space alone where there are some.
  const dot = html`<i> &#183; </i>`;
  return html`<div class="nav"><b>Lotcast</b>${dot}<a href="/lite">${t('nav.sales')}</a>${dot}
<a href="/lite/my-bids">${t('nav.myBids')}</a>${dot}${who}${dot}
<a lang="${other}" href="${withReturn(`/lite/language/${other}`, path)}">${t('nav.switchLanguage')}</a></div>`;
}
