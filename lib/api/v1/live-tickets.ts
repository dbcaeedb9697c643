import { z } from 'zod';
import { privateChannel } from '../record-key';

/** `POST /api/v1/live-tickets`: which private channel, and how the ticket will be said (AUT1). */
export const wantTicket = z.strictObject({
  /** `reg:9`, of a registration of the caller's own. */
  channel: privateChannel,
  /**
   * Origin of the terminal whose address the ticket will stand in (event streams, long polls): good
   * there alone, once. Without it the ticket is for a message over a WebSocket.
   */
  terminal: z.url().max(200).optional(),
});

/** A ticket for a terminal. */
export const liveTicket = z.strictObject({
  ticket: z.string(),
  /** For how long from its making; ask for the next before that. */
  lifeMs: z.int().positive(),
});

/** See `wantTicket`. */
export type WantTicket = z.infer<typeof wantTicket>;
