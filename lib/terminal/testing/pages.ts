import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import { type TerminalOut, terminalOut } from '../../api/frames';
import type { PublicLot } from '../../api/public-lot';
import type { Transport } from '../frame-text';
import type { PageRequest } from './page-request';
import { pollClient } from './poll-client';

type Frame<T> = Extract<TerminalOut, { t: T }>;

/** A page of a test, by any transport; every frame is checked against the wire's schema. */
export interface TestPage {
  readonly frames: TerminalOut[];
  /** Settles with the status where the terminal refuses to connect, with 200 or 101 else. */
  readonly status: Promise<number>;
  /** Settles when the connection has ended, with the WebSocket close code or 0. */
  readonly closed: Promise<number>;
  /** The first frame from index `from` on that is as wanted; waits for it. */
  next<T extends TerminalOut['t']>(
    t: T,
    wanted?: (frame: Frame<T>) => boolean,
    from?: number,
  ): Promise<Frame<T>>;
  /** Newest version of each lot received since the last reset. */
  lots(): Map<number, PublicLot>;
  /** Stops and starts reading from the network. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** Opens a page. */
export function openPage(transport: Transport, origin: string, request: PageRequest): TestPage {
  const frames: TerminalOut[] = [];
  const watchers = new Set<() => void>();
  const took = (json: unknown[]) => {
    for (const frame of json) frames.push(terminalOut.parse(frame));
    for (const look of watchers) look();
  };
  return {
    frames,
    ...openLink(transport, origin, request, took),
    next(t, wanted = () => true, from = 0) {
      return new Promise((resolve) => {
        const look = () => {
          const found = frames
            .slice(from)
            .find((frame) => frame.t === t && wanted(frame as Frame<typeof t>));
          if (!found) return;
          watchers.delete(look);
          resolve(found as Frame<typeof t>);
        };
        watchers.add(look);
        look();
      });
    },
    lots() {
      const newest = new Map<number, PublicLot>();
      for (const frame of frames) {
        if (frame.t === 'reset') newest.clear();
        if (frame.t !== 'lots') continue;
        for (const lot of frame.lots) {
          if (lot.version > (newest.get(lot.id)?.version ?? 0)) newest.set(lot.id, lot);
        }
      }
      return newest;
    },
  };
}

function query(request: PageRequest, saysTickets: boolean): string {
  const { channel = 'auction:7', epoch = 0, have = '', digests, tickets = [] } = request;
  const params = new URLSearchParams({ channel, epoch: String(epoch), have });
  if (request.protocol !== undefined) params.set('protocol', String(request.protocol));
  if (digests) {
    const pairs = Object.entries(digests).map(([name, digest]) => `${name}.${digest}`);
    params.set('digests', pairs.join(','));
  }
  if (saysTickets) for (const ticket of tickets) params.append('ticket', ticket);
  return params.toString();
}

type Link = Pick<TestPage, 'status' | 'closed' | 'pause' | 'resume' | 'close'>;

function openLink(
  transport: Transport,
  origin: string,
  request: PageRequest,
  took: (json: unknown[]) => void,
): Link {
  if (transport === 'poll') return pollClient(origin, request, took);
  const isSocket = transport === 'websocket';
  const url = `${origin}/v1/${isSocket ? 'socket' : 'stream'}?${query(request, !isSocket)}`;
  const headers = request.origin ? { origin: request.origin } : {};
  return (isSocket ? openSocket : openStream)(url, headers, took, request.tickets ?? []);
}

type Open = (
  url: string,
  headers: Record<string, string>,
  took: (json: unknown[]) => void,
  tickets: string[],
) => Link;

const openSocket: Open = (url, headers, took, tickets) => {
  const socket = new WebSocket(url.replace('http', 'ws'), { headers });
  if (tickets.length > 0) {
    socket.once('open', () => socket.send(JSON.stringify({ t: 'tickets', tickets })));
  }
  socket.on('message', (data) => took(JSON.parse(String(data)) as unknown[]));
  const status = new Promise<number>((resolve) => {
    socket.once('upgrade', () => resolve(101));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
  });
  socket.on('error', () => {});
  return {
    status,
    closed: new Promise((resolve) => socket.once('close', resolve)),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.terminate(),
  };
};

const openStream: Open = (url, headers, took) => {
  let text = '';
  let open: IncomingMessage | null = null;
  let ended: (code: number) => void = () => {};
  const closed = new Promise<number>((resolve) => {
    ended = resolve;
  });
  let request: ClientRequest | null = null;
  const status = new Promise<number>((resolve) => {
    request = get(url, { headers, agent: false }, (response) => {
      open = response;
      resolve(response.statusCode ?? 0);
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        if (response.statusCode === 200) took(events.flatMap(frameOf));
      });
      response.on('error', () => {});
      response.on('close', () => ended(0));
    });
    request.on('error', () => ended(0));
  });
  return {
    status,
    closed,
    pause: () => open?.pause(),
    resume: () => open?.resume(),
    close: () => request?.destroy(),
  };
};

function frameOf(event: string): unknown[] {
  const match = /^event: (\w+)\ndata: (.*)$/.exec(event);
  return match?.[1] && match[2] ? [{ t: match[1], ...JSON.parse(match[2]) }] : [];
}
