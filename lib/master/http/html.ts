const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, in elements and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** The tokens of the pages, for the few pages that the front draws itself. */
const TOKENS = `
:root{color-scheme:light;--paper:oklch(.975 .007 165);--sunk:oklch(.942 .01 170);
--line:oklch(.865 .012 175);--ink:oklch(.225 .028 205);--ink-2:oklch(.405 .024 200);
--stale:oklch(.43 .022 310);--focus:oklch(.5 .19 262)}
@media(prefers-color-scheme:dark){:root{color-scheme:dark;--paper:oklch(.195 .016 205);
--sunk:oklch(.16 .013 205);--line:oklch(.345 .018 205);--ink:oklch(.955 .008 165);
--ink-2:oklch(.82 .013 175);--stale:oklch(.79 .018 310);--focus:oklch(.8 .1 250)}}
*{box-sizing:border-box}body{margin:0 auto;max-width:960px;padding:24px 16px 72px;
background:var(--paper);color:var(--ink);font:400 16px/24px "Archivo Variable","PingFang SC",
"Noto Sans CJK SC",sans-serif}a{color:inherit}:focus-visible{outline:3px solid var(--focus);
outline-offset:2px}h1{font-size:24px;line-height:30px;font-weight:600;margin:16px 0 8px}
p{margin:8px 0;color:var(--ink-2);max-width:68ch}`;

/** A whole document of the front's own: no script, one style under the policy's nonce. */
export const htmlPage = (page: {
  title: string;
  nonce: string;
  body: string;
  css?: string;
  head?: string;
}): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">${page.head ?? ''}
<title>${escapeHtml(page.title)}</title>
<style nonce="${page.nonce}">${TOKENS}${page.css ?? ''}</style></head>
<body>${page.body}</body></html>
`;
