import { PROTOCOL } from '../../api/frames';
import { DEFAULT_LIVE_CONFIG } from '../../api/live-config';
import type { PublicLot } from '../../api/public-lot';
import type { AuctionView } from '../../api/v1/auctions';
import { formatMoney, formatTime, ladderHasDecimals } from '../../page/format';
import { minorDigits } from '../../shared/money';
import { reserveWords } from './figures';
import { html, type Markup, type Part } from './markup';
import type { Reader } from './reader';

/** What a page shows that its script keeps current. */
export interface Followed {
  terminals: readonly string[];
  /** What to watch at a terminal, as its address says it. */
  channel: string;
  epoch: number;
  asOfMs: number;
  lots: readonly PublicLot[];
  sale: Pick<AuctionView, 'currency' | 'ladder'>;
  /** The reader's paddle in the sale. */
  paddle: number | null;
  /** What is said of a lot that the reader leads or is outbid on; `{price}` and `{paddle}` are written in. */
  stands: { winning: string; outbid: string };
  /** What stands on the button that takes the price: a key below `panel.action`. */
  verb: 'bid' | 'buy' | 'buyEach';
  /** What is said once a figure beside the button is of an older price: a key below `lite`. */
  next: 'costNext' | 'paidNext';
  /** The class of where the reader stands, before what says so. */
  look: 'standing ' | '';
  /** Drawn again after so long by a browser whose script can do no more; null: not by itself. */
  refreshS: number | null;
}

const LOT_STATES = ['scheduled', 'open', 'held', 'sold', 'passed', 'withdrawn'] as const;
const STAGES = ['pre-sale', 'on-the-block', 'fair-warning', 'final-call', 'on-hold'] as const;
const SALE_STATES = ['draft', 'published', 'live', 'ended'] as const;
const RESERVES = ['none', 'met', 'not-met'] as const;

/** How far this reader's zone is ahead of UTC at a moment, and its name there, with a space before. */
function zoneAt(reader: Reader, ms: number): { offsetMs: number; name: string } {
  const { timeZone } = reader;
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const said = parts.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(said) ?? [];
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
  const bare = formatTime(ms, 'seconds', reader);
  return { offsetMs, name: formatTime(ms, 'secondsZone', reader).slice(bare.length) };
}

/**
 * Wraps what the script keeps current in an element that tells it everything: where to ask, what the
 * page holds, and every word it may have to write. The script itself knows no language.
 */
export function followed(reader: Reader, page: Followed, body: Part): Markup {
  const { t } = reader;
  const { currency, ladder } = page.sale;
  const zone = zoneAt(reader, page.asOfMs);
  const sign = formatMoney(0, { language: reader.language, currency }).replace(/[\d.,]+$/, '');
  const have = Object.fromEntries(page.lots.map((lot) => [lot.id, lot.version]));
  const poll = `/v1/poll?protocol=${PROTOCOL}&channel=${page.channel}`;
  const states = LOT_STATES.map((state) => attribute(`s-${state}`, t(`lite.states.${state}`)));
  const stages = STAGES.map((stage) => attribute(`s-${stage}`, t(`panel.stages.${stage}`)));
  const sales = SALE_STATES.map((state) => attribute(`a-${state}`, t(`sale.${state}`)));
  const reserves = RESERVES.map((kind) => attribute(`r-${kind}`, reserveWords(reader, kind)));
  return html`<div id="live"${[
    attribute('terminals', page.terminals.join(' ')),
    attribute('poll', poll),
    attribute('proofs', proofs(page.channel)),
    attribute('epoch', page.epoch),
    attribute('have', JSON.stringify(have)),
    attribute('falls', JSON.stringify(fallsOf(page))),
    attribute('now', page.asOfMs),
    attribute('wait', DEFAULT_LIVE_CONFIG.pollMs),
    attribute('paddle', page.paddle ?? 0),
    attribute('sign', sign),
    attribute('digits', minorDigits(currency) ?? 2),
    attribute('decimals', ladderHasDecimals(ladder, currency) ? 1 : 0),
    attribute('offset', zone.offsetMs),
    attribute('zone', zone.name),
    // Braces are written by the script.
    attribute('as-of', t('lite.asOf', { at: '{at}' })),
    attribute('lost', t('lite.notCurrent', { at: '{at}' })),
    attribute('closes', t('lite.closes', { at: '{at}', left: '{left}' })),
    attribute('up', t('panel.time.up')),
    attribute('moved', t('freshness.newHistory', { at: '{at}' })),
    attribute('resumed', t('lite.resumed', { lot: '{lot}', at: '{at}' })),
    attribute('leader', t('lite.paddle', { paddle: '{paddle}' })),
    attribute('bid', t(`panel.action.${page.verb}`, { amount: '{amount}' })),
    attribute('until', t('lite.priceUntil', { price: '{price}', at: '{at}' })),
    attribute('look', page.look),
    attribute('cost', t(`lite.${page.next}`)),
    attribute('winning', page.stands.winning),
    attribute('outbid', page.stands.outbid),
    attribute('changed', `${t('lite.changed')} ${t('lite.reload')}`),
    attribute('outdated', `${t('lite.outdated')} ${t('lite.reload')}`),
    attribute('redraw', page.refreshS ?? ''),
    ...sales,
    ...states,
    ...stages,
    // Who leads where no paddle does.
    attribute('who', t('lot.room')),
    ...reserves,
  ]}><p class="hide" id="lost" role="status"></p><p class="hide" id="told" role="status"></p>
${body}</div>`;
}

/** Of each price that falls by itself what it falls by (DUT2), and `at` which step it is drawn. */
const fallsOf = ({ lots, asOfMs }: Followed) =>
  Object.fromEntries(
    lots.flatMap(({ id, falling, state }) => {
      if (!falling || state !== 'open') return [];
      const at = Math.floor((asOfMs - falling.sinceMs) / falling.intervalMs);
      return [[id, { ...falling, at }]];
    }),
  );

/** Digests that a beat carries at least where all of it is proven: single lots have one together. */
function proofs(channel: string): number {
  const names = channel.split(',');
  const others = names.filter((name) => !name.startsWith('lot:'));
  return others.length + (others.length < names.length ? 1 : 0);
}

const attribute = (name: string, value: string | number) => html` data-${name}="${value}"`;
