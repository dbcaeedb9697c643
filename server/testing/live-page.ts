import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import WebSocket from 'ws';
import type { TerminalOut } from '../../lib/api/frames';
import { systemChance, systemClock, systemTimers } from '../../lib/config/system';
import type { OpenLink, SyncClaim, TransportName } from '../../lib/live/link';
import { createLive, type Live } from '../../lib/live/live';
import { parseFrames } from '../../lib/live/parse-frames';
import { createPollLink } from '../../lib/live/poll-link';

/** The live part of a real page (lib/live) on real transports, and what crossed them. */
export interface LivePage {
  live: Live;
  /** Frames received, in order; emptied by `forget`. */
  readonly frames: TerminalOut[];
  /** What it said that it holds, each time it said so anew. */
  readonly claims: SyncClaim[];
  /** Bytes that its sockets received since `forget`; of polls those of their answers. */
  bytes(): number;
  /** From here on frames, claims and bytes count anew. */
  forget(): void;
  close(): void;
}

/** Opens a page that holds nothing yet. */
export function openLivePage(options: {
  terminals: readonly string[];
  channels: readonly string[];
  transport: Exclude<TransportName, 'sse'>;
}): LivePage {
  const frames: TerminalOut[] = [];
  const claims: SyncClaim[] = [];
  const sockets = new Set<Socket>();
  let closedBytes = 0;
  let forgottenBytes = 0;
  const received = () =>
    [...sockets].reduce((sum, socket) => sum + socket.bytesRead, closedBytes) - forgottenBytes;

  const overSocket: OpenLink = (request, events) => {
    const channel = encodeURIComponent(request.channels.join(','));
    const url = `${request.origin.replace('http', 'ws')}/v1/socket?channel=${channel}`;
    const socket = new WebSocket(url);
    let raw: Socket | null = null;
    const say = (message: object) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    };
    socket.on('upgrade', (response) => {
      raw = response.socket;
      sockets.add(raw);
    });
    socket.on('open', () => {
      say({ t: 'sync', ...request.claim });
      events.opened();
    });
    socket.on('message', (data) => events.frames(parseFrames(JSON.parse(String(data))) ?? []));
    socket.on('error', () => {});
    socket.on('close', () => {
      if (raw && sockets.delete(raw)) closedBytes += raw.bytesRead;
      events.closed();
    });
    return {
      sync: (claim) => say({ t: 'sync', ...claim }),
      ping() {
        say({ t: 'ping' });
        return true;
      },
      close: () => socket.terminate(),
    };
  };
  const overPolls = createPollLink({
    client: randomBytes(16).toString('hex'),
    async get(url, signal) {
      const answer = await fetch(url, { signal });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const text = await answer.text();
      closedBytes += text.length;
      return text;
    },
  });

  const watched =
    (open: OpenLink): OpenLink =>
    (request, events) => {
      claims.push(request.claim);
      const link = open(request, {
        ...events,
        frames(got) {
          frames.push(...got);
          events.frames(got);
        },
      });
      return {
        ...link,
        sync(claim) {
          claims.push(claim);
          link.sync(claim);
        },
      };
    };
  const links = {
    websocket: watched(overSocket),
    sse: watched(overSocket),
    poll: watched(overPolls),
  };
  const live: Live = createLive(
    {
      clock: systemClock,
      timers: systemTimers,
      chance: systemChance,
      links,
      // The primary is on this machine, and of whichever epoch the page has heard.
      askTime: () =>
        Promise.resolve({ nowMs: Date.now(), errorMs: 0, epoch: live.records.epoch() }),
    },
    { terminals: options.terminals, transport: options.transport },
  );
  const seed = { epoch: 0, lots: [], auctions: [] };
  const stop = live.watch({ channels: options.channels, seed, asOfMs: Date.now() });
  return {
    live,
    frames,
    claims,
    bytes: received,
    forget() {
      frames.length = 0;
      claims.length = 0;
      forgottenBytes += received();
    },
    close: stop,
  };
}
