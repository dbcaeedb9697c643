import { MineProvider } from '@/components/lot-tile/mine';
import { tileItem } from '@/components/lot-tile/tile-item';
import { type ClosingItem, ClosingLots } from '@/components/sale-list/closing-lots';
import { LiveSale } from '@/components/sale-list/live-sale';
import { RefreshAt } from '@/components/sale-list/refresh-at';
import { SaleCard } from '@/components/sale-list/sale-card';
import { Empty } from '@/components/ui/empty';
import { Instant } from '@/components/ui/instant';
import { atLeast } from '@/lib/accounts/identity';
import type { Language } from '@/lib/api/local-text';
import { type ClosingLot, lotsClosing } from '@/lib/db/read/lots-closing';
import { registrationsOfUser } from '@/lib/db/read/registrations';
import { type SaleCard as Card, listSaleCards } from '@/lib/db/read/sale-cards';
import { LiveScope } from '@/lib/live/live-context';
import { withOwnNames } from '@/lib/live/own-names';
import { ladderHasDecimals } from '@/lib/page/format';
import { groupSales, opensFirstMs } from '@/lib/page/group-sales';
import { inLanguage } from '@/lib/page/language';
import type { RuleTexture } from '@/lib/page/panel/rule-texture';
import { getHouse } from './_house';
import { getWords } from './_language';
import { LiteNote } from './_lite-note';
import { getMoment, getMyBids, getOwn, readPublic } from './_read';
import { getIdentity } from './_session';

const DAY_MS = 86_400_000;
/** Lots shown as closing today; the first of the sale in progress is shown large as well. */
const CLOSING = 13;
const STRIPS = 6;
const SALES = 60;

async function readSaleList() {
  const moment = await getMoment();
  const identity = await getIdentity();
  const { primary } = getHouse();
  const own = await getOwn();
  const isHouse = identity !== null && atLeast(identity.role, 'clerk');
  const [cards, closing, registrations, myBids] = await Promise.all([
    readPublic((db) => listSaleCards(db, { draftsOf: identity?.houseId ?? null, limit: SALES })),
    readPublic((db) => lotsClosing(db, { beforeMs: moment.nowMs + DAY_MS, limit: CLOSING })),
    identity ? registrationsOfUser(primary, identity.userId) : [],
    getMyBids(),
  ]);
  return { moment, isHouse, groups: groupSales(cards), closing, registrations, myBids, own };
}

const closingItem = (record: ClosingLot, language: Language): ClosingItem => ({
  item: tileItem(record.lot, record.item, language),
  detail: record.item.pictures[1] ?? null,
  decimals: ladderHasDecimals(record.ladder, record.lot.currency),
});

/** The sales of the house: what is live, what closes today, what comes, what was. */
export default async function SaleListPage() {
  const page = await readSaleList();
  const { moment, groups, closing } = page;
  const { t, language } = await getWords();
  const first = groups.live.find(({ auction }) => auction.id === closing[0]?.lot.auctionId);
  const next = closing.filter(({ lot }) => lot.auctionId === first?.auction.id);
  const strips = closing.slice(1, 1 + STRIPS);
  const ids = closing.map(({ lot }) => lot.id);
  const isEmpty = Object.values(groups).every((group) => group.length === 0);
  const watched = new Set([...next, ...strips].map(({ lot }) => lot.id));
  return (
    <LiveScope
      channels={withOwnNames(
        [...watched].map((id) => `lot:${id}`),
        page.own,
      )}
      seed={{ epoch: moment.epoch, lots: closing.map(({ lot }) => lot), auctions: [] }}
      asOfMs={moment.nowMs}
      own={page.own}
    >
      <LiteNote href="/lite" />
      <RefreshAt atMs={opensFirstMs(groups.coming)} />
      <div className="page-width flex flex-col gap-12 pt-6">
        <h1 className="sr-only">{t('saleList.title')}</h1>
        {isEmpty ? (
          <Empty
            sentence={t('saleList.empty')}
            {...(page.isHouse && {
              action: { href: '/house/sales/new', label: t('saleList.emptyHouse') },
            })}
          />
        ) : null}
        <MineProvider
          paddles={Object.fromEntries(
            page.registrations.map(({ auctionId, paddle }) => [auctionId, paddle]),
          )}
          bidOn={page.myBids}
          shown={ids}
        >
          {first ? (
            <LiveSale
              sale={{
                title: inLanguage(first.auction.title, language),
                description: inLanguage(first.auction.description, language),
                href: hrefOf(first),
                lotCount: first.auction.lotCount,
              }}
              next={next.map((record) => closingItem(record, language))}
              nextIds={next.map(({ lot }) => lot.id)}
            />
          ) : null}
          {strips.length > 0 ? (
            <ClosingLots
              lots={strips.map((record) => closingItem(record, language))}
              ids={strips.map(({ lot }) => lot.id)}
            />
          ) : null}
        </MineProvider>
        <Sales
          title={t(first ? 'saleList.alsoLive' : 'saleList.liveNow')}
          rule="solid"
          cards={groups.live.filter((card) => card !== first)}
        />
        <Sales title={t('saleList.coming')} rule="dotted" cards={groups.coming} />
        <Sales title={t('saleList.results')} rule="final" cards={groups.results} />
        <Sales title={t('saleList.drafts')} rule="dotted" cards={groups.drafts} />
      </div>
    </LiveScope>
  );
}

const hrefOf = ({ auction }: Card) => `/sales/${auction.id}-${auction.slug}`;

async function Sales(props: { title: string; rule: RuleTexture; cards: readonly Card[] }) {
  if (props.cards.length === 0) return null;
  const { language } = await getWords();
  return (
    <section>
      <h2 className="pb-3 type-price-m">{props.title}</h2>
      <ul className="grid gap-x-6 gap-y-8 sm:grid-cols-2 md:grid-cols-3">
        {props.cards.map((card) => (
          <SaleCard
            key={card.auction.id}
            rule={props.rule}
            href={hrefOf(card)}
            title={inLanguage(card.auction.title, language)}
            cover={card.cover}
          >
            <Facts card={card} />
          </SaleCard>
        ))}
      </ul>
    </section>
  );
}

/** When a sale opens or ends and how many lots; of a past one how many were sold. */
async function Facts({ card }: { card: Card }) {
  const { t } = await getWords();
  const { state, opensAt, closesAt, lotCount } = card.auction;
  const at = (text: string) => () => <Instant ms={Date.parse(text)} shape="dayTimeZone" />;
  if (state === 'ended') {
    const sold = card.lotsByPhase.sold ?? 0;
    return (
      <>
        <span>{t('saleList.soldLots', { sold, count: lotCount })}</span>
        {closesAt ? <Instant ms={Date.parse(closesAt)} shape="day" /> : null}
      </>
    );
  }
  return (
    <>
      <span>{t('sale.lots', { count: lotCount })}</span>
      {state !== 'live' && opensAt ? (
        <span>{t.rich('sale.opens', { at: at(opensAt) })}</span>
      ) : null}
      {closesAt ? <span>{t.rich('sale.closes', { at: at(closesAt) })}</span> : null}
    </>
  );
}
