/**
 * The readable part of an address: `Clocks & watches, part II` → `clocks-watches-part-ii`. Lower-case
 * ASCII letters, digits and single hyphens, at most 60 characters; `sale` where nothing is left.
 * Addresses go by the number before it, so two may have the same slug.
 */
export function slugOf(text: string, otherwise = 'sale'): string {
  const ascii = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = ascii.match(/[a-z0-9]+/g) ?? [];
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`;
    if (longer.length > 60) break;
    slug = longer;
  }
  return slug || otherwise;
}
