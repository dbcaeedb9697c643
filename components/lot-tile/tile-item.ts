import type { Language } from '@/lib/api/local-text';
import type { LotView } from '@/lib/api/v1/lots';
import { slugOf } from '@/lib/shared/slug';

/** What a tile shows of a lot's catalogue entry, in the reader's language. */
export interface TileItem {
  id: number;
  lotNumber: number;
  /** Of the entry, so that an older one never replaces it. */
  version: number;
  title: string;
  /** The lot's page. */
  href: string;
  picture: string | null;
}

/** The catalogue entry of a lot as a tile shows it. */
export function tileItem(
  lot: { id: number; lotNumber: number },
  item: Pick<LotView['item'], 'version' | 'title' | 'pictures'>,
  language: Language,
): TileItem {
  const { title, version } = item;
  return {
    id: lot.id,
    lotNumber: lot.lotNumber,
    version,
    title: (language === 'zh' && title.zh) || title.en,
    href: `/lots/${lot.id}-${slugOf(title.en, 'lot')}`,
    picture: item.pictures[0] ?? null,
  };
}
