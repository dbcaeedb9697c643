import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a form is for. */
export type FormPurpose = 'bid' | 'register' | 'sign-in' | 'sign-up' | 'sign-out';

/** Whose form it is and for what. */
export interface FormClaim {
  purpose: FormPurpose;
  /** The lot or the sale; 0 where there is none. */
  subject: number;
  /** What only this browser sends: its session's cookie, or that of a visitor's forms. */
  binding: string;
}

/** What a token says of the form that carries it. */
export type FormStanding = 'good' | 'missing' | 'foreign' | 'expired';

const MINUTE_MS = 60_000;

/** How long a form may lie about. A bid is an intention of this moment. */
export const FORM_LIFE_MS: Record<FormPurpose, number> = {
  bid: 10 * MINUTE_MS,
  register: 60 * MINUTE_MS,
  'sign-in': 60 * MINUTE_MS,
  'sign-up': 60 * MINUTE_MS,
  'sign-out': 7 * 24 * 60 * MINUTE_MS,
};

/** Masters' readings of the primary's clock differ by less than this. */
const AHEAD_MS = 5_000;

function sign(secret: string, claim: FormClaim, madeAt: string, nonce: string): string {
  const key = createHmac('sha256', secret).update('lite-form').digest();
  const said = [claim.purpose, claim.subject, claim.binding, madeAt, nonce];
  return createHmac('sha256', key).update(JSON.stringify(said)).digest('base64url');
}

/**
 * The token of one drawn form (AUT3): `madeAt.nonce.mac`, visible ASCII, below 100 characters. It is
 * also the bid's idempotency key, so that the same form never bids twice (G5). `nonce`: 16 random
 * bytes in base64url.
 */
export function signForm(
  secret: string,
  claim: FormClaim,
  made: { atMs: number; nonce: string },
): string {
  const madeAt = Math.trunc(made.atMs).toString(36);
  return `${madeAt}.${made.nonce}.${sign(secret, claim, madeAt, made.nonce)}`;
}

/** Checks a form's token: ours, for this purpose and lot, drawn for this browser, young enough. */
export function checkForm(
  secret: string,
  claim: FormClaim,
  token: string | null,
  nowMs: number,
): FormStanding {
  if (!token) return 'missing';
  const [, madeAt = '', nonce = '', mac = ''] =
    /^([0-9a-z]{1,11})\.([\w-]{22})\.([\w-]{43})$/.exec(token) ?? [];
  if (mac === '') return 'foreign';
  const good = Buffer.from(sign(secret, claim, madeAt, nonce));
  if (!timingSafeEqual(good, Buffer.from(mac))) return 'foreign';
  const ageMs = nowMs - Number.parseInt(madeAt, 36);
  if (ageMs < -AHEAD_MS) return 'foreign';
  return ageMs > FORM_LIFE_MS[claim.purpose] ? 'expired' : 'good';
}
