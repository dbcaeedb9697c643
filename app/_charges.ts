import { formatMoney, formatRate } from '@/components/format';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { getWords } from './_language';

/** "Buyer's premium 25%, tax 20% on the premium": what a sale adds to the price (PRM1). */
export async function chargesInWords(sale: AuctionView): Promise<string> {
  const { t, language } = await getWords();
  const { premium, tax } = sale.charges;
  const [first] = premium;
  const tiers = premium.map(({ upToMinor, rateBp }) => {
    const rate = formatRate(rateBp, language);
    if (upToMinor === null) return t('sale.tierAbove', { rate });
    const amount = formatMoney(upToMinor, { language, currency: sale.currency });
    return t('sale.tierUpTo', { rate, amount });
  });
  const separator = language === 'zh' ? '，' : ', ';
  const premiumWords =
    premium.length === 1 && first
      ? t('sale.premium', { rate: formatRate(first.rateBp, language) })
      : t('sale.premiumTiers', { rates: tiers.join(separator) });
  if (tax.rateBp === 0) return premiumWords;
  const rate = formatRate(tax.rateBp, language);
  const taxWords = t(tax.on === 'both' ? 'sale.taxOnBoth' : 'sale.taxOnPremium', { rate });
  return `${premiumWords}${separator}${taxWords}`;
}
