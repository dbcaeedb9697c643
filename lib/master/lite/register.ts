import type { FastifyReply } from 'fastify';
import { PROBLEMS } from '../../api/problem';
import type { AuctionView } from '../../api/v1/auctions';
import { auctionSeenBy } from '../../db/read/auctions';
import { RefusedRequest } from '../http/refused-request';
import { register } from '../registrations/register';
import { registerPage } from './pages/register-page';
import { pathOfSale } from './paths';
import { litePath, withReturn } from './return-to';
import { goTo } from './sign-in';
import { formFault, newToken, show, standingOfForm, type Visit } from './visit';

/** The sale as it is now: which terms are accepted must not come from a copy that is behind. */
async function saleNow({ parts, reader }: Visit, auctionId: number): Promise<AuctionView> {
  const houseId = reader.identity?.houseId ?? null;
  const sale = await auctionSeenBy(parts.primary, { auctionId, houseId });
  if (!sale) throw new RefusedRequest({ kind: 'not-found' });
  return sale;
}

const returnTo = (sale: AuctionView, wanted: string | null) => litePath(wanted ?? pathOfSale(sale));

/** `/lite/sales/7/register`: the terms and the form that accepts them. */
export async function showRegister(visit: Visit, auctionId: number, to: string | null) {
  const sale = await saleNow(visit, auctionId);
  if (!visit.reader.identity)
    return goTo(visit.reply, withReturn('/lite/sign-in', visit.reader.path));
  return draw(visit, sale, { to: returnTo(sale, to), notice: null, status: 200 });
}

function draw(
  visit: Visit,
  sale: AuctionView,
  drawn: { to: string; notice: string | null; status: number },
): FastifyReply {
  const token = newToken(visit, 'register', sale.id);
  return show(visit, {
    title: visit.reader.t('panel.register.title'),
    body: registerPage(visit.reader, sale, { token, ...drawn }),
    fullPath: pathOfSale(sale, ''),
    status: drawn.status,
  });
}

/** Registers the reader under the terms that the form showed (REG1). */
export async function takeRegister(visit: Visit, auctionId: number): Promise<FastifyReply> {
  const { parts, reader, form, reply } = visit;
  const sale = await saleNow(visit, auctionId);
  const to = returnTo(sale, form.get('to'));
  const again = (status: number, notice: string) => draw(visit, sale, { to, notice, status });
  if (!reader.identity) {
    const path = withReturn(`/lite/sales/${sale.id}/register`, to);
    return goTo(reply, withReturn('/lite/sign-in', path));
  }
  const standing = standingOfForm(visit, 'register', auctionId);
  if (standing !== 'good') {
    const { status, words } = formFault(reader, standing);
    return again(status, words);
  }
  if (form.get('accept') !== 'yes') return again(400, reader.t('panel.register.mustAccept'));
  const { userId } = reader.identity;
  const termsVersion = Number(form.get('terms'));
  const done = await register(parts.desk.catalogue, { auctionId, userId, termsVersion });
  if (done.ok || done.error.kind === 'already-registered') return goTo(reply, to);
  const { kind } = done.error;
  return again(PROBLEMS[kind].status, reader.t(`problems.${kind}`));
}
