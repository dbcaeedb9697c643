import type { Metadata } from 'next';
import { ladderHasDecimals } from '@/components/format';
import type { TileItem } from '@/components/lot/lot-tile';
import { RefreshOnChange } from '@/components/lot/refresh-on-change';
import { RegisterHere } from '@/components/sale/register-here';
import { SaleGrid } from '@/components/sale/sale-grid';
import { Chip } from '@/components/ui/chip';
import { Instant } from '@/components/ui/instant';
import type { Language } from '@/lib/api/local-text';
import type { AuctionView } from '@/lib/api/v1/auctions';
import type { LotRecord } from '@/lib/db/read/lot-row';
import { LiveScope } from '@/lib/live/live-context';
import { slugOf } from '@/lib/shared/slug';
import { chargesInWords } from '../../_charges';
import { getWords } from '../../_language';
import { panelSale } from '../../_panel-sale';
import {
  getLots,
  getMoment,
  getMyBids,
  getRegistration,
  getSale,
  idOf,
  inLanguage,
  liveSale,
} from '../../_read';
import { getIdentity } from '../../_session';

type Params = { params: Promise<{ sale: string }> };

/** The sale's title in the reader's language. */
export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const [{ language }, sale] = await Promise.all([getWords(), getSale(idOf((await params).sale))]);
  return { title: inLanguage(sale.title, language) };
}

const tileOf = ({ lot, item }: LotRecord, language: Language): TileItem => ({
  lotId: lot.id,
  lotNumber: lot.lotNumber,
  title: inLanguage(item.title, language),
  picture: item.pictures[0] ?? null,
  href: `/lots/${lot.id}-${slugOf(item.title.en, 'lot')}`,
});

/** A sale: what it is, whether the reader may bid, all its lots, each live. */
export default async function SalePage({ params }: Params) {
  const saleId = idOf((await params).sale);
  const { t, language } = await getWords();
  const moment = await getMoment();
  const sale = await getSale(saleId);
  const [lots, identity, registration, myBids] = await Promise.all([
    getLots(saleId),
    getIdentity(),
    getRegistration(saleId),
    getMyBids(),
  ]);
  const items = lots.map((record) => tileOf(record, language));
  const path = `/sales/${sale.id}-${sale.slug}`;
  return (
    <LiveScope
      channels={[`auction:${sale.id}`]}
      seed={{ epoch: moment.epoch, lots: lots.map(({ lot }) => lot), auctions: [liveSale(sale)] }}
      asOfMs={moment.nowMs}
    >
      <RefreshOnChange
        rendered={{
          items: lots.map(({ lot, item }) => ({ lotId: lot.id, version: item.version })),
          sales: [{ id: sale.id, version: sale.version }],
          wholeSaleId: sale.id,
        }}
      />
      <div className="page-width">
        <div className="flex flex-wrap items-end justify-between gap-x-12 gap-y-4 pt-6 md:pt-8">
          <div className="min-w-0">
            <h1 className="type-title">{inLanguage(sale.title, language)}</h1>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1 pt-2 type-label text-ink-2">
              <State sale={sale} label={t(`sale.${sale.state}`)} />
              <span>{t('sale.lots', { count: lots.length })}</span>
              {sale.state !== 'ended' && sale.closesAt ? (
                <span>
                  {t.rich('sale.closes', {
                    at: () => <Instant ms={Date.parse(sale.closesAt ?? '')} shape="dayTimeZone" />,
                  })}
                </span>
              ) : null}
              <span>{await chargesInWords(sale)}</span>
            </p>
          </div>
          {sale.state === 'ended' ? null : (
            <RegisterHere
              sale={panelSale(sale)}
              isSignedIn={identity !== null}
              registration={registration}
              signInHref={`/sign-in?to=${encodeURIComponent(path)}`}
            />
          )}
        </div>
        <SaleGrid
          items={items}
          paddle={registration?.paddle ?? null}
          myLotIds={myBids.filter((bid) => bid.auctionId === saleId).map((bid) => bid.lotId)}
          decimals={ladderHasDecimals(sale.ladder, sale.currency)}
        />
        <section className="pt-12">
          <h2 className="type-label text-ink-2">{t('sale.about')}</h2>
          <p className="type-prose pt-2 whitespace-pre-line">
            {inLanguage(sale.description, language)}
          </p>
        </section>
      </div>
    </LiveScope>
  );
}

function State({ sale, label }: { sale: AuctionView; label: string }) {
  return <Chip tone={sale.state === 'live' ? 'live' : 'neutral'}>{label}</Chip>;
}
