import { goesDown, wayOf } from '../../page/panel/way';
import type { Acting } from './bidding';
import { askAgainForm, bidForm, buyNowForm, confirmForm, maxForm } from './forms';
import { html, type Part } from './markup';
import { buyForm, offerForm } from './offer-forms';
import { litePathOfLot, pathOfSale } from './paths';
import type { Reader } from './reader';
import type { LotFacts } from './reads';
import { withReturn } from './return-to';

/** What the reader can do now: the same that the full page's panel offers. */
export function action(reader: Reader, facts: LotFacts, acting: Acting): Part {
  const { t } = reader;
  const { lot, item } = facts.record;
  const path = litePathOfLot({ id: lot.id, title: item.title });
  const link = (href: string, label: string, look: 'act' | 'act second' | 'link' = 'act') =>
    html`<p><a class="${look}" href="${href}">${label}</a></p>`;
  const back = link(path, t('panel.action.back'), 'link');
  const setMax = (label: string) => link(`/lite/lots/${lot.id}/max`, label, 'act second');
  const offer = acting.state.action;
  switch (offer.kind) {
    case 'sign-in':
      return link(withReturn('/lite/sign-in', path), t('panel.action.signIn'));
    case 'register':
      return link(
        withReturn(`/lite/sales/${facts.sale.id}/register`, path),
        t('panel.action.register'),
      );
    case 'bid':
      if (offer.blocked) return null;
      return [
        bidForm(reader, facts, offer, acting),
        setMax(t(goesDown(lot) ? 'panel.action.setLow' : 'panel.action.setMax')),
        buyNowForm(reader, facts, offer.buyNowMinor, acting),
      ];
    case 'raise': {
      const mine = acting.money(facts.myBid?.myMaxMinor ?? null);
      const isDown = goesDown(lot);
      const yours = t(isDown ? 'panel.low.yours' : 'panel.max.yours', { amount: mine });
      return html`<p>${yours}</p>${setMax(t(isDown ? 'panel.action.lower' : 'panel.action.raise'))}`;
    }
    case 'offer':
      if (offer.blocked) return null;
      return setMax(t(offer.hasOffered ? 'panel.action.offerOther' : 'panel.action.offer'));
    case 'enter-offer':
      return [offerForm(reader, facts, offer, acting), back];
    case 'buy':
      return offer.blocked ? null : buyForm(reader, facts, offer, acting);
    case 'review':
      if (wayOf(lot) === 'offers') return [setMax(t('panel.action.offer')), back];
      if (wayOf(lot) === 'clock') return [buyForm(reader, facts, offer, acting), back];
      return [bidForm(reader, facts, offer, acting), back];
    case 'enter-max':
      return [maxForm(reader, facts, offer, acting), back];
    case 'confirm':
      return [confirmForm(reader, facts, offer, acting), back];
    case 'sending':
      return askAgainForm(reader, facts, acting);
    case 'check-bids':
      return offer.isSignInNeeded
        ? link(withReturn('/lite/sign-in', path), t('panel.action.signIn'))
        : [link('/lite/my-bids', t('panel.action.myBids')), back];
    case 'next-lot': {
      const { next } = facts.neighbours;
      return next
        ? link(litePathOfLot(next), t('panel.action.nextLot'), 'act second')
        : link(pathOfSale(facts.sale), t('panel.action.allLots'), 'act second');
    }
    case 'leave':
      return leaving(reader, facts, acting, setMax);
    case 'check-now':
    case 'none':
      return null;
  }
}

/** What waits for the opening, and the way to leave a limit or another one (ABS1). */
function leaving(
  { t }: Reader,
  { record, myBid }: LotFacts,
  { money }: Acting,
  setMax: (label: string) => Part,
): Part {
  const words = goesDown(record.lot) ? 'panel.low' : 'panel.max';
  const verb = goesDown(record.lot) ? 'leaveLow' : 'leave';
  const said = myBid
    ? t(`${words}.left`, { amount: money(myBid.myMaxMinor) })
    : t(`${words}.leaveNote`);
  return html`${setMax(t(`panel.action.${verb}${myBid ? 'Other' : ''}`))}<p>${said}</p>`;
}
