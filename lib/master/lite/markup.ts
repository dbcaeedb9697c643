import { escapeHtml } from '../http/html';

/** HTML that may stand as it is; only `html` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text is escaped, markup stays, null and false are nothing. */
export type Part = string | number | null | false | Markup | readonly Part[];

function textOf(part: Part): string {
  if (part === null || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeHtml(String(part));
}

/** A template of HTML; attributes must stand in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  const text = strings.map((string, at) => string + textOf(parts[at] ?? null));
  return new Markup(text.join(''));
}
