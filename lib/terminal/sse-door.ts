import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressOf } from '../node/node-requests';
import type { Refusals } from '../shared/refusals';
import { isFault, type Outlet } from './outlet';
import { syncFromQuery } from './page-claim';
import type { PageHub } from './page-hub';
import type { WatchedName } from './watch-address';

/** How long a browser waits before it reconnects by itself; our pages reconnect on their own. */
const RETRY_MS = 1_000;

/** Opens event streams (PSH1) that survive proxies (PSH8). */
export function sseDoor(options: { hub: PageHub; refusals: Refusals }) {
  /** `names` is null where the address was refused: the page is told so and the stream ends. */
  return (
    request: IncomingMessage,
    response: ServerResponse,
    page: { names: readonly WatchedName[] | null; problem: string; query: URLSearchParams },
  ): void => {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.write(`retry: ${RETRY_MS}\n\n`);
    const outlet: Outlet = {
      transport: 'sse',
      isOpen: () => true,
      write(bytes) {
        if (!response.writableEnded) response.write(bytes);
      },
      unsentBytes: () => response.writableLength,
      close(reason, kind) {
        if (isFault(reason)) options.refusals.say(kind ?? reason, addressOf(request));
        // Nobody reads a stalled stream to its end.
        if (reason === 'too-slow') response.destroy();
        else response.end();
      },
    };
    const handle = options.hub.connect(outlet, page.names ?? []);
    response.on('drain', () => handle.drained());
    response.on('error', () => response.destroy());
    response.on('close', () => handle.closed());
    if (page.names) syncFromQuery(handle, page.query);
    else handle.refuse(page.problem, 'never');
  };
}
