import type { AuctionView } from '../../../api/v1/auctions';
import { formatMoney, formatRate, formatTime } from '../../../page/format';
import type { Reader } from '../reader';

/** How many lots a sale has, and when: one line. */
export function saleDates(reader: Reader, sale: AuctionView): string {
  const { t } = reader;
  const at = (text: string) => () => formatTime(Date.parse(text), 'dayTimeZone', reader);
  const { state, opensAt, closesAt, lotCount } = sale;
  const said = [t('sale.lots', { count: lotCount })];
  if (state === 'published' && opensAt) said.push(t.markup('sale.opens', { at: at(opensAt) }));
  if (state !== 'ended' && closesAt) said.push(t.markup('sale.closes', { at: at(closesAt) }));
  return said.join(' · ');
}

/** What a buyer adds to the hammer price, in words (PRM1). */
export function premiumWords({ t, language }: Reader, sale: AuctionView): string {
  const { premium, tax } = sale.charges;
  const rate = (rateBp: number) => formatRate(rateBp, language);
  const tiers = premium.map(({ upToMinor, rateBp }) =>
    upToMinor === null
      ? t('sale.tierAbove', { rate: rate(rateBp) })
      : t('sale.tierUpTo', {
          rate: rate(rateBp),
          amount: formatMoney(upToMinor, { language, currency: sale.currency }),
        }),
  );
  const only = premium.length === 1 ? premium[0] : undefined;
  const parts = [
    only
      ? t('sale.premium', { rate: rate(only.rateBp) })
      : t('sale.premiumTiers', { rates: tiers.join(t('sale.comma')) }),
  ];
  if (tax.rateBp > 0) {
    const on = tax.on === 'both' ? 'sale.taxOnBoth' : 'sale.taxOnPremium';
    parts.push(t(on, { rate: rate(tax.rateBp) }));
  }
  return parts.join(t('sale.semicolon'));
}
