import type { PublicLot } from '../../api/public-lot';
import type { RegistrationView } from '../../api/v1/registrations';
import type { MyBidRow } from '../../db/read/my-bids';
import { formatTime } from '../../page/format';
import { offerStanding } from '../../page/panel/offer-words';
import type { PanelState } from '../../page/panel/panel-model';
import { goesDown, roomLeads } from '../../page/panel/way';
import type { Reader } from './reader';

/** The sentence that says where the reader stands, in the words of the full page's panel. */
export function standingWords(
  reader: Reader,
  state: PanelState,
  about: {
    lot: PublicLot;
    registration: RegistrationView | null;
    mine: MyBidRow | null;
    money(amountMinor: number | null): string;
  },
): string {
  const { lot, registration, money } = about;
  const { t } = reader;
  const offer = offerStanding({ lot, state, mine: about.mine, money });
  if (offer) return t(`panel.offer.${offer.key}`, offer.values);
  const price = money(lot.priceMinor);
  const paddle = lot.leaderPaddle ?? 0;
  switch (state.name) {
    case 'not-signed-in':
      return t('panel.standing.notSignedIn');
    case 'not-registered':
      return t('panel.standing.notRegistered');
    case 'pending': {
      const sentMs = Date.parse(registration?.createdAt ?? '');
      return t('panel.standing.pending', { at: formatTime(sentMs, 'timeZone', reader) });
    }
    case 'not-approved':
      return t('panel.standing.notApproved');
    case 'deposit-missing':
      return t('panel.standing.depositMissing', {
        amount: money(registration?.depositMinor ?? null),
      });
    case 'not-open':
      return t(lot.saleroom ? 'panel.standing.notUp' : 'panel.standing.notOpen', {
        at: formatTime(lot.opensAtMs, 'dayTimeZone', reader),
      });
    case 'submitting':
      return t('panel.standing.doubtful');
    case 'unknown':
      return state.unknownMinor === null
        ? t('panel.standing.unknownSignIn')
        : t('panel.standing.unknown', { amount: money(state.unknownMinor) });
    case 'price-moved':
      return t('panel.standing.moved', { price });
    case 'refused':
      return state.problem ? t(`problems.${state.problem}`) : '';
    case 'time-up':
      return t('panel.standing.timeUp');
    case 'sold-to-you':
      return t(`panel.standing.${goesDown(lot) ? 'awardedToYou' : 'soldToYou'}`, { price });
    case 'sold-to-other':
      return t(`panel.standing.${goesDown(lot) ? 'awardedToOther' : 'soldToOther'}`, {
        paddle,
        price,
      });
    case 'passed':
      return t('panel.standing.passed');
    case 'withdrawn':
      return t('panel.standing.withdrawn');
    case 'on-hold':
      return state.standing === 'winning'
        ? t('panel.standing.onHoldWinning', { price })
        : t('panel.standing.onHold');
    default:
      if (state.standing === 'winning') return t('panel.standing.winning', { price });
      if (state.standing === 'outbid') {
        return t(`panel.standing.${roomLeads(lot) ? 'outbidRoom' : 'outbid'}`, { paddle, price });
      }
      return t('panel.standing.canBid');
  }
}

/** Its look: `winning`, `outbid`, `danger`, `stale`, or plain. */
export function standingLook({ name, standing }: PanelState): string {
  if (name === 'refused') return 'danger';
  if (name === 'submitting' || name === 'unknown') return 'stale';
  if (name === 'price-moved') return 'note';
  if (name === 'sold-to-you') return 'winning';
  if (name === 'sold-to-other' || name === 'passed' || name === 'withdrawn') return '';
  if (standing === 'winning') return 'winning';
  return standing === 'outbid' && name !== 'on-hold' && name !== 'not-approved' ? 'outbid' : '';
}
