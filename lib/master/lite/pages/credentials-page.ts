import { html, type Markup, type Part } from '../markup';
import type { Reader } from '../reader';
import { withReturn } from '../return-to';

/** A form of accounts as it is drawn; a password is never drawn. */
export interface CredentialsForm {
  purpose: 'sign-in' | 'sign-up';
  token: string;
  to: string;
  name: string;
  email: string;
  /** What is wrong, in words. */
  notices: readonly string[];
}

/** What a browser may fill in by itself. */
const COMPLETES = {
  'sign-in': { name: 'name', email: 'username', password: 'current-password' },
  'sign-up': { name: 'name', email: 'username', password: 'new-password' },
} as const;

/** Sign-in and sign-up: the same page but for the form's purpose. */
export function credentialsPage({ t }: Reader, form: CredentialsForm): Markup {
  const { purpose, to, notices } = form;
  const isNew = purpose === 'sign-up';
  const field = (name: 'name' | 'email' | 'password', hint: string | null): Part => {
    const value = name === 'password' ? null : html` value="${form[name]}"`;
    const type = name === 'password' ? 'password' : 'text';
    const told = [notices.length > 0 && 'faults', hint && `${name}-hint`].filter(Boolean).join(' ');
    const described = told === '' ? null : html` aria-describedby="${told}"`;
    return html`<p><label for="${name}">${t(`auth.${name}`)}</label><br><input class="text" id="${name}" name="${name}" type="${type}"${value} autocomplete="${COMPLETES[purpose][name]}" autocapitalize="${name === 'name' ? 'words' : 'none'}"${described}>${hint && html`<br><span class="quiet" id="${name}-hint">${hint}</span>`}</p>`;
  };
  const other = withReturn(isNew ? '/lite/sign-in' : '/lite/sign-up', to);
  return html`<h1>${t(isNew ? 'auth.signUpTitle' : 'auth.signInTitle')}</h1>
${notices.length > 0 && html`<div id="faults" role="alert">${notices.map((notice) => html`<p class="danger">${notice}</p>`)}</div>`}
<form method="post" action="/lite/${purpose}"><input type="hidden" name="token" value="${form.token}"><input type="hidden" name="to" value="${to}">
${isNew && field('name', t('auth.nameHint'))}${field('email', null)}${field('password', isNew ? t('auth.newPasswordHint') : null)}
<p><input class="act" type="submit" value="${t(isNew ? 'auth.signUp' : 'auth.signIn')}"></p></form>
<p class="quiet">${t('lite.needsCookies')}</p>
<p>${t(isNew ? 'auth.haveAccount' : 'auth.noAccount')} <a href="${other}">${t(isNew ? 'auth.signInTitle' : 'auth.signUpTitle')}</a></p>`;
}
