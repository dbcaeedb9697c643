import type { AuctionView } from '../../../api/v1/auctions';
import { inLanguage } from '../../../page/language';
import { html, type Markup } from '../markup';
import { pathOfSale } from '../paths';
import type { Reader } from '../reader';
import { prose } from './lot-page';

/** Registers the reader for a sale: shows its terms, names which version is accepted (REG1). */
export function registerPage(
  reader: Reader,
  sale: AuctionView,
  form: { token: string; to: string; notice: string | null },
): Markup {
  const { t, language } = reader;
  const { termsVersion } = sale;
  return html`<p><a href="${pathOfSale(sale)}">${inLanguage(sale.title, language)}</a></p>
<h1>${t('panel.register.title')}</h1>
${form.notice ? html`<p class="danger" id="fault" role="alert">${form.notice}</p>` : null}
<p>${t('panel.register.intro')}</p>
${prose(t('panel.register.terms'), inLanguage(sale.terms, language))}
<form method="post" action="/lite/sales/${sale.id}/register">
<input type="hidden" name="token" value="${form.token}"><input type="hidden" name="to" value="${form.to}"><input type="hidden" name="terms" value="${termsVersion}">
<p><input type="checkbox" id="accept" name="accept" value="yes"${form.notice ? html` aria-describedby="fault"` : null}> <label for="accept">${t('panel.register.accept', { version: termsVersion })}</label></p>
<p><input class="act" type="submit" value="${t('panel.register.send')}"></p></form>`;
}
