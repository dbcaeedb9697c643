import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { clientIn } from '../api/frames';
import { addressOf } from '../node/node-requests';
import type { Clock } from '../shared/ports';
import { rateLimit } from '../shared/rate-limit';
import type { Refusals } from '../shared/refusals';
import { type CloseReason, isFault, type Outlet } from './outlet';
import { claimOf, syncFromQuery } from './page-claim';
import type { PageHandle, PageHub } from './page-hub';
import type { WatchedName } from './watch-address';

/** Longest message from a page. */
export const MESSAGE_MAX_BYTES = 8 * 1024;

/** Messages a page may send in a burst, and how fast that refills. */
const MESSAGES = { burst: 20, perSecond: 5 };

/** RFC 6455, 7.4: 1012 service restart, 1008 policy violation, 1013 try again later. */
const CLOSE_CODES: Record<Exclude<CloseReason, 'too-slow'>, number> = {
  'going-away': 1012,
  invalid: 1008,
  'try-later': 1013,
};

/** A page that does not answer our close is cut off after so long. */
const CLOSE_GRACE_MS = 2_000;

/** Opens WebSockets (PSH1): no deflate, small messages, frames written once for many. */
export function websocketDoor(options: { hub: PageHub; clock: Clock; refusals: Refusals }) {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MESSAGE_MAX_BYTES,
    clientTracking: false,
    // Each pong is bytes to be written: whoever pings counts as whoever speaks.
    autoPong: false,
  });

  /** `names` is null where the address was refused: the page is told so and the connection ends. */
  return (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    page: { names: readonly WatchedName[] | null; problem: string; query: URLSearchParams },
  ): void => {
    const from = addressOf(request);
    server.handleUpgrade(request, socket, head, (ws) => {
      const outlet: Outlet = {
        transport: 'websocket',
        isOpen: () => true,
        write(bytes) {
          // Whole frames, made once for every page; ws itself writes only pongs and closes here.
          if (ws.readyState === ws.OPEN) socket.write(bytes);
        },
        unsentBytes: () => socket.writableLength,
        close(reason, kind) {
          if (isFault(reason)) options.refusals.say(kind ?? reason, from);
          // Who does not read would not read our close either.
          if (reason === 'too-slow') return ws.terminate();
          ws.close(CLOSE_CODES[reason]);
          setTimeout(() => ws.terminate(), CLOSE_GRACE_MS).unref();
        },
      };
      const handle = options.hub.connect(outlet, page.names ?? []);
      // ws closes by itself, with the code that fits.
      ws.on('error', () => options.refusals.say('bad-websocket', from));
      ws.on('close', () => handle.closed());
      if (!page.names) {
        handle.refuse(page.problem, 'never');
        return;
      }
      socket.on('drain', () => handle.drained());
      const isWithinRate = rateLimit(options.clock, MESSAGES);
      const hear = (isGood: boolean, take: () => void) => {
        // What comes behind something that was refused is not looked at.
        if (ws.readyState !== ws.OPEN) return;
        if (isGood && isWithinRate()) take();
        else handle.refuse('bad-message', 'never');
      };
      ws.on('message', (data, isBinary) => hear(!isBinary, () => receive(handle, String(data))));
      ws.on('ping', (data) => hear(true, () => ws.pong(data)));
      ws.on('pong', () => hear(true, () => {}));
      if (page.query.has('epoch')) syncFromQuery(handle, page.query);
    });
  };
}

function receive(handle: PageHandle, text: string): void {
  const parsed = clientIn.safeParse(parseOrNull(text));
  if (parsed.success && parsed.data.t === 'ping') {
    handle.ping();
    return;
  }
  if (parsed.success && parsed.data.t === 'tickets') {
    handle.present(parsed.data.tickets, 'message');
    return;
  }
  const said = parsed.success && parsed.data.t === 'sync' ? parsed.data : null;
  const claim = said && claimOf(said);
  if (!said || !claim?.ok) {
    handle.refuse('bad-message', 'never');
    return;
  }
  handle.sync(claim.value);
  if (said.tickets) handle.present(said.tickets, 'message');
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
