import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { OTHER_PROTOCOL, PROTOCOL } from '../api/frames';
import { addressOf, json } from '../node/node-requests';
import type { Clock, Timers } from '../shared/ports';
import type { Refusals } from '../shared/refusals';
import { IdleConnections } from './idle-connections';
import type { PageHub } from './page-hub';
import type { ParkedPushes } from './parked/parked-push';
import { type PollSettings, pollDoor } from './poll/poll-door';
import { sseDoor } from './sse-door';
import { parseWatchAddress } from './watch-address';
import { websocketDoor } from './websocket-door';

/**
 * Pages at once from one address, and altogether; beside them as many connections that carry none.
 */
export interface DoorLimits {
  perAddress: number;
  total: number;
  /** What pages may leave unread, all of them together. */
  unreadBytes: number;
}

/** Enough for a saleroom behind one address; a proxy in front counts as one. */
export const DOOR_LIMITS: DoorLimits = {
  ...{ perAddress: 5_000, total: 50_000 },
  unreadBytes: 256 * 1024 * 1024,
};

/** Above the 60 s of common proxies, so that they close idle connections, not we (PSH8). */
const KEEP_ALIVE_MS = 75_000;

/** Who has not said all headers by then is cut off; it is looked at so often. */
const HEADERS_MAX_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/** What of HTTP itself is refused with more than that it is none. */
const HTTP_FAULTS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Longest request line that is looked at; `have` is at most 4 KB. */
const URL_MAX_CHARS = 8_192;

/**
 * The terminal's HTTP server: pages on `/v1/socket`, `/v1/stream` and `/v1/poll`, everything else by
 * `others`.
 * Checks where a page comes from (AUT2) and how many there are.
 */
export function createTerminalServer(options: {
  hub: PageHub;
  clock: Clock;
  timers: Timers;
  settings: () => PollSettings;
  /** Pushes that failed, and the epoch they are of. */
  parked: ParkedPushes;
  epoch: () => number;
  /** Origins of pages; programs send none and are allowed. */
  allowedOrigins: readonly string[];
  limits: DoorLimits;
  /** Whether pages can be served now. */
  isReady: () => boolean;
  /** Answers what every node is asked. */
  others: (request: IncomingMessage, response: ServerResponse) => boolean;
  refusals: Refusals;
}): Server {
  const openSocket = websocketDoor(options);
  const openStream = sseDoor(options);
  const answerPoll = pollDoor({ ...options, enter, leave });
  const allowed = new Set(options.allowedOrigins);
  const open = new Map<string, number>();
  const idle = new IdleConnections({
    ...options.limits,
    madeRoom: (address) => options.refusals.say('too many connections', address),
  });
  let total = 0;

  /** Counts a stream or a client that polls; false where there are too many. */
  function enter(address: string): boolean {
    const count = open.get(address) ?? 0;
    if (count >= options.limits.perAddress || total >= options.limits.total) return false;
    open.set(address, count + 1);
    total += 1;
    return true;
  }

  function leave(address: string): void {
    total -= 1;
    const count = (open.get(address) ?? 1) - 1;
    if (count > 0) open.set(address, count);
    else open.delete(address);
  }

  type Admission =
    | { status: 403 | 404 | 414 | 429 | 503; detail: string }
    | { status: 200; page: ReturnType<typeof pageOf> };

  function admit(request: IncomingMessage, path: string): Admission {
    const admission = decide(request, path);
    const isFault = admission.status !== 200 && admission.status !== 503;
    if (isFault) options.refusals.say(admission.detail, addressOf(request));
    return admission;
  }

  /** Whether a client that polls is new, and one too many, its own door knows. */
  function decide(request: IncomingMessage, path: string): Admission {
    const { origin } = request.headers;
    if ((request.url?.length ?? 0) > URL_MAX_CHARS) return { status: 414, detail: 'too long' };
    const url = new URL(request.url ?? '/', 'http://terminal');
    if (url.pathname !== path) return { status: 404, detail: 'nothing here' };
    if (origin && !allowed.has(origin)) return { status: 403, detail: 'not from this page' };
    if (path === '/v1/poll') return { status: 200, page: pageOf(url.searchParams) };
    if (!options.isReady()) return { status: 503, detail: 'not in touch with a master' };
    if (!enter(addressOf(request))) return { status: 429, detail: 'too many connections' };
    return { status: 200, page: pageOf(url.searchParams) };
  }

  const often = { connectionsCheckingInterval: LOOK_EVERY_MS };
  const server = createServer(often, (request, response) => {
    idle.asked(request.socket);
    if (options.others(request, response)) return;
    const { origin } = request.headers;
    response.setHeader('vary', 'origin');
    // Without credentials (AUT2): a terminal never sees a cookie that counts.
    if (origin && allowed.has(origin)) response.setHeader('access-control-allow-origin', origin);
    if (request.method !== 'GET') return json(response, 405, { detail: 'only GET' });
    const isPoll = request.url?.startsWith('/v1/poll') ?? false;
    const admission = admit(request, isPoll ? '/v1/poll' : '/v1/stream');
    if (admission.status !== 200) {
      if (admission.status === 503) response.setHeader('retry-after', '1');
      return json(response, admission.status, { detail: admission.detail });
    }
    idle.carriesPage(request.socket, response);
    if (isPoll) return answerPoll(request, response, admission.page);
    const address = addressOf(request);
    response.once('close', () => leave(address));
    openStream(request, response, admission.page);
  });

  server.on('connection', (socket: Socket) => idle.opened(socket));

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const admission = admit(request, '/v1/socket');
    if (admission.status !== 200) {
      const body = JSON.stringify({ detail: admission.detail });
      socket.end(
        `HTTP/1.1 ${admission.status} Refused\r\nconnection: close\r\n` +
          `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        () => socket.destroy(),
      );
      return;
    }
    const address = addressOf(request);
    socket.once('close', () => leave(address));
    idle.carriesPage(request.socket, null);
    openSocket(request, socket, head, admission.page);
  });

  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const answer = HTTP_FAULTS[error.code ?? ''] ?? '400 Bad Request';
    // Who hangs up amid a request did nothing wrong.
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    options.refusals.say(answer, socket.remoteAddress ?? 'unknown');
    // Not `end` alone: it would wait for somebody who sends on for ever.
    socket.end(`HTTP/1.1 ${answer}\r\nconnection: close\r\n\r\n`, () => socket.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_MAX_MS;
  server.requestTimeout = 30_000;
  return server;
}

function pageOf(query: URLSearchParams) {
  // Programs need not say which version they speak; pages do (WIR4).
  const isOurs = (query.get('protocol') ?? String(PROTOCOL)) === String(PROTOCOL);
  if (!isOurs) return { names: null, problem: OTHER_PROTOCOL, query };
  const names = parseWatchAddress(query.get('channel'));
  return names.ok
    ? { names: names.value, problem: '', query }
    : { names: null, problem: names.error, query };
}
