import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from '../../node/node-requests';
import type { Clock, Timers } from '../../shared/ports';
import { err, ok, type Result } from '../../shared/result';
import { encodeFrames, frameText } from '../frame-text';
import type { PageHub } from '../page-hub';
import type { WatchedName } from '../watch-address';
import { parsePollAddress } from './poll-address';
import { PollSession } from './poll-session';

interface TurnedAway {
  status: 429 | 503;
  detail: string;
}

/** What of the terminal's settings long polling goes by. */
export interface PollSettings {
  pollMs: number;
  tickMs: number;
}

/** Away for longer than any page is between answer and question: it may be gone. */
const AWAY_MIN_MS = 1_000;

interface Client {
  address: string;
  names: string;
  session: PollSession;
}

/**
 * Answers long polls (PSH1, PSH5): `GET /v1/poll`. One session a client token, so that a page stays
 * one page between its questions; clients that are away longest make room for new ones.
 */
export function pollDoor(options: {
  hub: PageHub;
  clock: Clock;
  timers: Timers;
  settings: () => PollSettings;
  /** Whether new clients can be served; those that are here are, as open connections are. */
  isReady: () => boolean;
  /** Counts a client of this address; false where there are too many. */
  enter: (address: string) => boolean;
  leave: (address: string) => void;
}) {
  const { hub, clock, timers, settings } = options;
  /** In the order of their last question. */
  const clients = new Map<string, Client>();

  function makeRoom(address: string): void {
    for (const client of clients.values()) {
      if (client.address !== address || client.session.awayForMs() < AWAY_MIN_MS) continue;
      client.session.close('try-later');
      return;
    }
  }

  function open(token: string, names: readonly WatchedName[], address: string): Client | null {
    if (!options.enter(address)) {
      makeRoom(address);
      if (!options.enter(address)) return null;
    }
    const session = new PollSession({
      clock,
      timers,
      tickMs: () => settings().tickMs,
      flush: () => hub.flush(),
      ended() {
        clients.delete(token);
        options.leave(address);
      },
    });
    session.joined(hub.connect(session, names));
    return { address, names: names.join(), session };
  }

  /** The client of this token, or why there can be none now. */
  function clientOf(
    token: string,
    names: readonly WatchedName[],
    address: string,
  ): Result<Client, TurnedAway> {
    const known = clients.get(token);
    if (known?.names === names.join()) return ok(known);
    // Another page now; the token stands for one.
    known?.session.close('try-later');
    if (!options.isReady()) return err({ status: 503, detail: 'not in touch with a master' });
    const opened = open(token, names, address);
    return opened ? ok(opened) : err({ status: 429, detail: 'too many connections' });
  }

  /** `names` is null where the address was refused. */
  return (
    request: IncomingMessage,
    response: ServerResponse,
    page: { names: readonly WatchedName[] | null; problem: string; query: URLSearchParams },
  ): void => {
    response.setHeader('x-accel-buffering', 'no');
    response.on('error', () => response.destroy());
    const question = parsePollAddress(page.query, settings().pollMs);
    if (!page.names || !question.ok) {
      const kind = page.names ? 'bad-address' : page.problem;
      // As with other transports: an `error` frame and the end.
      writeHead(response);
      response.end(`[${encodeFrames([frameText({ t: 'error', kind, retry: 'never' })], 'poll')}]`);
      return;
    }
    const token = question.value.client;
    const client = clientOf(token, page.names, request.socket.remoteAddress ?? 'unknown');
    if (!client.ok) {
      const { status, detail } = client.error;
      if (status === 503) response.setHeader('retry-after', '1');
      json(response, status, { detail });
      return;
    }
    clients.delete(token);
    clients.set(token, client.value);
    writeHead(response);
    client.value.session.ask(response, question.value);
  };
}

/** No cache may answer for a terminal, and no proxy may change or hold back what it says (PSH8). */
function writeHead(response: ServerResponse): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', 'no-store, no-transform');
}
