import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressOf, json } from '../../node/node-requests';
import type { Clock, Timers } from '../../shared/ports';
import type { Refusals } from '../../shared/refusals';
import { err, ok, type Result } from '../../shared/result';
import { encodeFrames, frameText } from '../frame-text';
import { isFault } from '../outlet';
import type { PageHandle, PageHub } from '../page-hub';
import { newestOf, type ParkedPushes } from '../parked/parked-push';
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
  retryMs: number;
}

/** Away for longer than any page is between answer and question: it may be gone. */
const AWAY_MIN_MS = 1_000;

const NEVER = Number.NEGATIVE_INFINITY;

interface Client {
  address: string;
  names: string;
  session: PollSession;
  page: PageHandle;
  /** Since when its answers go by what waits for it (PSH6); −∞ where something new may. */
  collectedAtMs: number;
}

/**
 * Answers long polls (PSH1, PSH5): `GET /v1/poll`. One session a client token, so that a page stays
 * one page between its questions; clients that are away longest make room for new ones.
 */
export function pollDoor(options: {
  hub: PageHub;
  clock: Clock;
  timers: Timers;
  parked: ParkedPushes;
  /** The epoch of what is pushed now. */
  epoch: () => number;
  settings: () => PollSettings;
  /** Whether new clients can be served; those that are here are, as open connections are. */
  isReady: () => boolean;
  /** Counts a client of this address; false where there are too many. */
  enter: (address: string) => boolean;
  leave: (address: string) => void;
  refusals: Refusals;
}) {
  const { hub, clock, timers, settings, parked } = options;
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
      retryMs: () => settings().retryMs,
      epoch: options.epoch,
      failed: (pushes) => parked.park(token, newestOf(pushes)),
      flush: () => hub.flush(),
      ended(reason, kind) {
        if (isFault(reason)) options.refusals.say(kind ?? reason, address);
        clients.delete(token);
        options.leave(address);
      },
    });
    const page = hub.connect(session, names);
    session.joined(page);
    return { address, names: names.join(), session, page, collectedAtMs: NEVER };
  }

  /** Has its answers go by what waits for it. */
  async function meet(token: string, client: Client): Promise<void> {
    client.collectedAtMs = clock.monotonicMs();
    try {
      client.page.owe(await parked.collect(token));
    } catch {
      // Its next question asks again; until then it is served as one for whom nothing waits.
      client.collectedAtMs = NEVER;
    }
  }

  /** Whether something may wait for it that its answers do not go by yet. */
  function mayBeOwed({ collectedAtMs }: Client): boolean {
    const hearsSinceMs = parked.hearsSinceMs();
    return hearsSinceMs === null || collectedAtMs <= hearsSinceMs;
  }

  parked.listen((token) => {
    const client = clients.get(token);
    if (!client) return;
    if (client.session.isOpen()) void meet(token, client);
    else client.collectedAtMs = NEVER;
  });

  /** The client of this token, or why there can be none now. */
  function clientOf(
    token: string,
    names: readonly WatchedName[],
    address: string,
  ): Result<Client, TurnedAway> {
    const known = clients.get(token);
    if (known?.names === names.join()) {
      // Those that have been away longest come first.
      clients.delete(token);
      clients.set(token, known);
      return ok(known);
    }
    // Another page now; the token stands for one.
    known?.session.close('try-later');
    if (!options.isReady()) return err({ status: 503, detail: 'not in touch with a master' });
    const opened = open(token, names, address);
    if (!opened) return err({ status: 429, detail: 'too many connections' });
    clients.set(token, opened);
    return ok(opened);
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
      options.refusals.say(kind, addressOf(request));
      // As with other transports: an `error` frame and the end.
      writeHead(response);
      response.end(`[${encodeFrames([frameText({ t: 'error', kind, retry: 'never' })], 'poll')}]`);
      return;
    }
    const token = question.value.client;
    const client = clientOf(token, page.names, addressOf(request));
    if (!client.ok) {
      const { status, detail } = client.error;
      if (status === 429) options.refusals.say(detail, addressOf(request));
      if (status === 503) response.setHeader('retry-after', '1');
      json(response, status, { detail });
      return;
    }
    writeHead(response);
    const { session } = client.value;
    if (!mayBeOwed(client.value)) {
      session.ask(response, question.value);
      return;
    }
    void meet(token, client.value).then(() => {
      // It left meanwhile: nothing is held for nobody.
      if (response.destroyed) return;
      if (clients.get(token) === client.value) session.ask(response, question.value);
      else response.end('[]');
    });
  };
}

/** No cache may answer for a terminal, and no proxy may change or hold back what it says (PSH8). */
function writeHead(response: ServerResponse): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', 'no-store, no-transform');
}
