import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { err, ok, type Result } from '../shared/result';
import { deriveKey, SPKI_HEAD } from './derived-key';

/** How long a ticket is good for, and a private stream that was opened with it (AUT1). */
export const TICKET_LIFE_MS = 300_000;

/** Longest ticket that is looked at. */
export const TICKET_MAX_CHARS = 400;

/** What a master allows the bearer: to hear of one registration's affairs for a while (AUT1). */
export interface LiveTicket {
  /** The registration's own channel, `reg:9`. */
  channel: string;
  /** Version of its standing when the ticket was signed; any later one makes it void. */
  standing: number;
  /** The history that the standing belongs to (EPO1). */
  epoch: number;
  /** The primary's times, whole milliseconds since the Unix epoch; at most `TICKET_LIFE_MS` apart. */
  signedAtMs: number;
  expiresAtMs: number;
  /** Drawn for this ticket alone: 22 characters of base64url. */
  id: string;
  /**
   * Origin of the only terminal that takes it from an address, once; such addresses are written in
   * logs. Null: to be said inside a connection, where nobody else reads it.
   */
  terminal: string | null;
}

/** Why a ticket is refused; the bearer is told. */
export type TicketProblem =
  | 'malformed'
  | 'forged'
  | 'expired'
  | 'other-epoch'
  | 'other-terminal'
  | 'used';

/** Signs tickets; every master of a house has the same one. */
export interface TicketSigner {
  /** What terminals check with: an Ed25519 public key, 32 bytes as base64url. */
  readonly publicKey: string;
  sign(ticket: LiveTicket): string;
}

const PAYLOAD =
  /^(reg:[1-9]\d{0,9})\/(\d{1,10})\/(\d{1,10})\/(\d{1,15})\/(\d{1,15})\/([\w-]{22})\/(\S*)$/;

const payloadOf = (ticket: LiveTicket): string => {
  const { channel, standing, epoch, signedAtMs, expiresAtMs, id, terminal } = ticket;
  return [channel, standing, epoch, signedAtMs, expiresAtMs, id, terminal ?? ''].join('/');
};

/**
 * The signer of a house. Its key is derived from the secret that masters share, so that any of them
 * signs what any terminal can check, and terminals hold nothing that can sign.
 */
export function createTicketSigner(secret: string): TicketSigner {
  const { privateKey, publicKey } = deriveKey(secret, 'lotcast live tickets');
  return {
    publicKey,
    sign(ticket) {
      const payload = Buffer.from(payloadOf(ticket)).toString('base64url');
      return `${payload}.${sign(null, Buffer.from(payload), privateKey).toString('base64url')}`;
    },
  };
}

/** The key that a master told, or null where it is none. */
function publicKeyOf(text: string): KeyObject | null {
  const raw = Buffer.from(text, 'base64url');
  if (raw.length !== 32) return null;
  return createPublicKey({
    key: Buffer.concat([SPKI_HEAD, raw]),
    format: 'der',
    type: 'spki',
  });
}

/** What a ticket must be to be taken here and now. */
export interface TicketExpected {
  /** Keys of the masters; more than one only while their secret is being changed. */
  publicKeys: readonly string[];
  epoch: number;
  /** The primary's time. */
  nowMs: number;
  /** This terminal's origin where the ticket came in an address, null where in a message. */
  terminal: string | null;
}

/**
 * Checks a ticket (AUT1): of the right form, not expired and not good for longer than tickets are, of
 * this epoch, meant for this way of saying it, and signed by a master. What costs least comes first.
 * That it was not used before, whoever takes it from an address must know (`UsedTickets`).
 */
export function verifyTicket(
  text: string,
  expected: TicketExpected,
): Result<LiveTicket, TicketProblem> {
  if (text.length > TICKET_MAX_CHARS) return err('malformed');
  const [payload = '', signature = '', ...more] = text.split('.');
  const match = PAYLOAD.exec(Buffer.from(payload, 'base64url').toString('utf8'));
  if (!match || more.length > 0) return err('malformed');
  const [, channel = '', standing, epoch, signed, expires, id = '', terminal = ''] = match;
  const ticket: LiveTicket = {
    channel,
    standing: Number(standing),
    epoch: Number(epoch),
    signedAtMs: Number(signed),
    expiresAtMs: Number(expires),
    id,
    terminal: terminal === '' ? null : terminal,
  };
  const { signedAtMs, expiresAtMs } = ticket;
  const { nowMs } = expected;
  // As much again for a clock that was set back; whoever holds the ticket asks for another.
  const isInTime = expiresAtMs > nowMs && expiresAtMs <= nowMs + 2 * TICKET_LIFE_MS;
  if (!isInTime || expiresAtMs - signedAtMs > TICKET_LIFE_MS) return err('expired');
  if (ticket.epoch !== expected.epoch) return err('other-epoch');
  if (ticket.terminal !== expected.terminal) return err('other-terminal');
  const isSigned = expected.publicKeys.some((text) => {
    const key = publicKeyOf(text);
    return key && verify(null, Buffer.from(payload), key, Buffer.from(signature, 'base64url'));
  });
  if (!isSigned) return err('forged');
  return ok(ticket);
}
