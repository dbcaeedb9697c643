import { randomBytes } from 'node:crypto';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { TerminalOut } from '../../api/frames';
import type { PageRequest } from './page-request';

/** What a test does with a client that polls; see `TestPage`. */
export interface PollClient {
  status: Promise<number>;
  closed: Promise<number>;
  /** Asks no more, until resumed. */
  pause(): void;
  resume(): void;
  close(): void;
  /** The client's token. */
  token: string;
  /** Every address that was asked. */
  asked: string[];
  /** Headers of the last answer. */
  headers(): IncomingMessage['headers'];
  /** Goes on asking at another terminal. */
  move(origin: string): void;
}

/** A client as the field knows it: asks, is answered, asks again at another address (PSH5). */
export function pollClient(
  origin: string,
  request: PageRequest,
  took: (json: unknown[]) => void,
): PollClient {
  const held = heldOf(request);
  const token = request.client ?? randomBytes(16).toString('hex');
  const asked: string[] = [];
  let n = 1;
  let at = origin;
  let isPaused = false;
  let isOver = false;
  let open: ClientRequest | null = null;
  let headers: IncomingMessage['headers'] = {};
  let answered: (status: number) => void = () => {};
  let end: (code: number) => void = () => {};
  const status = new Promise<number>((resolve) => {
    answered = resolve;
  });
  const closed = new Promise<number>((resolve) => {
    end = resolve;
  });

  function over(): void {
    isOver = true;
    open?.destroy();
    end(0);
  }

  function ask(): void {
    if (isPaused || isOver) return;
    // Tickets are good once: the first question says them.
    const tickets = asked.length > 0 ? [] : (request.tickets ?? []);
    const said = tickets.map((ticket) => `&ticket=${encodeURIComponent(ticket)}`).join('');
    const url = `${at}/v1/poll?${held.query()}&client=${token}&n=${n}&wait=${request.waitMs ?? 100}${said}`;
    asked.push(url);
    const mine = get(
      url,
      { headers: request.origin ? { origin: request.origin } : {}, agent: false },
      (response) => {
        answered(response.statusCode ?? 0);
        headers = response.headers;
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', () => {});
        response.on('end', () => {
          if (open !== mine || isOver) return;
          if (response.statusCode !== 200) return over();
          const frames = JSON.parse(text) as TerminalOut[];
          n += 1;
          held.take(frames);
          took(frames);
          if (frames.some((frame) => frame.t === 'error' && !frame.channel)) over();
          else ask();
        });
      },
    );
    open = mine;
    mine.on('error', () => {
      if (open === mine) over();
    });
  }

  ask();
  return {
    status,
    closed,
    token,
    asked,
    headers: () => headers,
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      n += 1;
      ask();
    },
    close: over,
    move(to) {
      const left = open;
      open = null;
      left?.destroy();
      at = to;
      n = 1;
      ask();
    },
  };
}

/** What the client holds, as its next question says it. */
function heldOf(request: PageRequest) {
  let epoch = request.epoch ?? 0;
  let digests = request.digests;
  let raw: string | null = request.have ?? null;
  const versions = new Map<number, number>();
  for (const [, id, version] of (raw ?? '').matchAll(/(\d+)\.(\d+)/g)) {
    versions.set(Number(id), Number(version));
  }
  const hold = (id: number, version: number) =>
    versions.set(id, Math.max(version, versions.get(id) ?? 0));
  return {
    take(frames: readonly TerminalOut[]) {
      raw = null;
      for (const frame of frames) {
        if (frame.t === 'reset') {
          versions.clear();
          digests = undefined;
          epoch = frame.epoch;
        }
        if (frame.t === 'lots') for (const lot of frame.lots) hold(lot.id, lot.version);
        if (frame.t === 'gone') for (const lot of frame.gone) hold(lot.id, lot.version);
        if (frame.t === 'beat' && digests) {
          const announced = Object.entries(frame.channels).filter(([name]) => name.includes('/'));
          digests = { ...digests, ...Object.fromEntries(announced) };
        }
      }
    },
    query(): string {
      const have = raw ?? [...versions].map((pair) => pair.join('.')).join(',');
      const query = new URLSearchParams({ channel: request.channel ?? 'auction:7' });
      if (request.protocol !== undefined) query.set('protocol', String(request.protocol));
      query.set('epoch', String(epoch));
      if (digests) {
        const pairs = Object.entries(digests).map(([name, digest]) => `${name}.${digest}`);
        query.set('digests', pairs.join(','));
      } else query.set('have', have);
      return query.toString();
    },
  };
}
