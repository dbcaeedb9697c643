import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROTOCOL } from '../../api/frames';
import { parkedRequest } from '../../api/node-wire';
import { addressOf, json, parseOrNull, readText, refuse } from '../../node/node-requests';
import { verifyToken } from '../../node-token/token';
import type { Clock } from '../../shared/ports';
import type { Refusals } from '../../shared/refusals';
import type { ParkedInMemory } from './parked-in-memory';

/** Most bytes of what another terminal parks: 1,000 pushes fit. */
const PARKED_MAX_BYTES = 512 * 1024;

/** To whom terminals speak among each other: they know each other's addresses, not their names. */
export const TO_TERMINALS = 'terminal';

/**
 * Takes what other terminals park: `POST /internal/parked` (PSH6).
 * @returns false where the request is somebody else's.
 */
export function parkedRequests(options: {
  secret: string;
  clock: Clock;
  parked: Pick<ParkedInMemory, 'take'>;
  refusals: Refusals;
}) {
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (kind: string) => options.refusals.say(kind, addressOf(request));
    const expected = { to: [TO_TERMINALS], nowMs: options.clock.wallMs() };
    if (!verifyToken(options.secret, request.headers.authorization, expected).ok) {
      say('parked-without-token');
      refuse(response, { status: 401, detail: 'a token of a terminal is needed' });
      return;
    }
    const text = await readText(request, PARKED_MAX_BYTES);
    if (text === null) {
      say('parked-too-long');
      return refuse(response, { status: 413, detail: 'too long' });
    }
    const parsed = parkedRequest.safeParse(parseOrNull(text));
    if (!parsed.success) {
      const detail = `not what terminals park by protocol ${PROTOCOL}`;
      say(detail);
      return json(response, 400, { detail });
    }
    options.parked.take(parsed.data.pushes);
    json(response, 200, {});
  }

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== 'POST' || request.url !== '/internal/parked') return false;
    take(request, response).catch(() => response.destroy());
    return true;
  };
}
