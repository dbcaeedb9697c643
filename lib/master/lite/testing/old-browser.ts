import { request } from 'undici';

/** A form as an old browser sees it: where it goes and what it would send. */
export interface OldForm {
  action: string;
  fields: Record<string, string>;
  /** What stands on its button. */
  label: string;
}

/** A page as an old browser shows it. */
export interface OldPage {
  status: number;
  path: string;
  headers: Headers;
  source: string;
  /** What is read, without tags, spaces folded. */
  text: string;
  forms: OldForm[];
  links: string[];
}

/** A browser with cookies and forms, and nothing else: no script, no Origin, no Referer. */
export interface OldBrowser {
  open(path: string, headers?: Record<string, string>): Promise<OldPage>;
  send(
    action: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<OldPage>;
  /** Sends a form as it is drawn, with what is typed into it. */
  submit(form: OldForm | undefined, typed?: Record<string, string>): Promise<OldPage>;
  cookies: Map<string, string>;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => ENTITIES[name] ?? '');
const attribute = (tag: string, name: string) => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : plain(found);
};

function formOf(source: string): OldForm {
  const inputs = source.match(/<input[^>]*>/g) ?? [];
  const form: OldForm = { action: attribute(source, 'action') ?? '', fields: {}, label: '' };
  for (const input of inputs) {
    const type = attribute(input, 'type');
    const name = attribute(input, 'name');
    if (type === 'submit') form.label = attribute(input, 'value') ?? '';
    else if (name && type !== 'checkbox') form.fields[name] = attribute(input, 'value') ?? '';
  }
  return form;
}

/** The forms of a page, in their order. */
export const formsOf = (source: string): OldForm[] =>
  (source.match(/<form[\s\S]*?<\/form>/g) ?? []).map(formOf);

function pageOf(
  answer: { status: number; headers: Headers },
  path: string,
  source: string,
): OldPage {
  const shown = source
    .replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ');
  return {
    ...answer,
    path,
    source,
    text: plain(shown).replaceAll('&#183;', '·').replace(/\s+/g, ' ').trim(),
    forms: formsOf(source),
    links: [...source.matchAll(/<a[^>]*\shref="([^"]*)"/g)].map((found) => plain(found[1] ?? '')),
  };
}

/** Opens one on a house that answers at `url` and calls itself `host`. */
export function oldBrowser(url: string, host: string): OldBrowser {
  const cookies = new Map<string, string>();

  async function ask(
    path: string,
    asked: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
  ): Promise<OldPage> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { host, ...(cookie && { cookie }), ...asked.headers };
    const answer = await request(url + path, { ...asked, headers });
    const got = new Headers();
    for (const [name, value] of Object.entries(answer.headers))
      for (const one of [value ?? []].flat()) got.append(name, one);
    for (const kept of got.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(kept) ?? [];
      if (value === '' || /max-age=0(?:;|$)/i.test(kept)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const source = await answer.body.text();
    const location = got.get('location');
    if (answer.statusCode === 303 && location) return open(location);
    return pageOf({ status: answer.statusCode, headers: got }, path, source);
  }
  const open = (path: string, headers: Record<string, string> = {}): Promise<OldPage> =>
    ask(path, { method: 'GET', headers });
  const send: OldBrowser['send'] = (action, fields, headers = {}) =>
    ask(action, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  return {
    cookies,
    open,
    send,
    async submit(form, typed = {}) {
      if (!form) throw new Error('the page has no such form');
      return send(form.action, { ...form.fields, ...typed });
    },
  };
}

/** The form that goes to an address ending so. */
export const formTo = (page: Pick<OldPage, 'forms'>, end: string): OldForm | undefined =>
  page.forms.find(({ action }) => action.endsWith(end));
