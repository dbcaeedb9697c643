import { createHmac, timingSafeEqual } from 'node:crypto';
import { type BusMessage, busMessage } from '../api/bus-wire';
import { PROTOCOL } from '../api/frames';
import { err, ok, type Result } from '../shared/result';

/** Longest message that is looked at: 10,000 entries fit. */
const SEALED_MAX_CHARS = 4 * 1024 * 1024;
const SIGNATURE_CHARS = 43;

/** Why what came over the bus is refused. */
export type SealProblem = 'too-long' | 'not-sealed' | 'forged' | 'malformed' | 'other-protocol';

/**
 * A message as it travels: its HMAC-SHA256 and its JSON. Redis may be shared, so whoever may publish
 * there is not believed for it; the channel is signed too, so that no message counts on another.
 */
export function seal(secret: string, channel: string, message: BusMessage): string {
  const text = JSON.stringify(message);
  return `${sign(secret, channel, text)}.${text}`;
}

/** Opens what came under a channel: signed with our secret for that channel, and of our protocol. */
export function unseal(
  secret: string,
  channel: string,
  sealed: string,
): Result<BusMessage, SealProblem> {
  if (sealed.length > SEALED_MAX_CHARS) return err('too-long');
  const signature = sealed.slice(0, SIGNATURE_CHARS);
  if (!/^[\w-]{43}$/.test(signature) || sealed[SIGNATURE_CHARS] !== '.') return err('not-sealed');
  const text = sealed.slice(SIGNATURE_CHARS + 1);
  const good = sign(secret, channel, text);
  if (!timingSafeEqual(Buffer.from(good), Buffer.from(signature))) return err('forged');
  const said = parseOrNull(text);
  const message = busMessage.safeParse(said);
  if (message.success) return ok(message.data);
  const isOther =
    typeof said === 'object' && said !== null && 'protocol' in said && said.protocol !== PROTOCOL;
  return err(isOther ? 'other-protocol' : 'malformed');
}

const sign = (secret: string, channel: string, text: string): string =>
  createHmac('sha256', secret).update(`bus\n${channel}\n${text}`).digest('base64url');

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
