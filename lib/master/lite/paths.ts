import { slugOf } from '../../shared/slug';

/** Enough of a lot to name its page. */
interface NamedLot {
  id: number;
  title: { en: string };
}

const lotName = (lot: NamedLot) => `lots/${lot.id}-${slugOf(lot.title.en, 'lot')}`;

/** A lot's lite page, at least at `version` of it where that is given. */
export const litePathOfLot = (lot: NamedLot, version = 0): string =>
  `/lite/${lotName(lot)}${version > 0 ? `?v=${version}` : ''}`;

/** A lot's full page. */
export const fullPathOfLot = (lot: NamedLot): string => `/${lotName(lot)}`;

/** A sale's page below `/lite` or, in full, below nothing. */
export const pathOfSale = (sale: { id: number; slug: string }, below = '/lite'): string =>
  `${below}/sales/${sale.id}-${sale.slug}`;

/** The integer of `42-a-slug`; null where there is none that could be an id. */
export function idOf(segment: string): number | null {
  const id = Number(/^([1-9]\d{0,9})(?:-|$)/.exec(segment)?.[1]);
  return id > 0 && id <= 0x7fffffff ? id : null;
}
