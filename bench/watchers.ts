import WebSocket from 'ws';
import { eachOf } from '../scripts/house/each-of';

/** Watching pages: connections that note when they first saw each version of one lot. */
export interface Watchers {
  /** Waits that ended: from `startedMs` (performance.now) of a version to its arrival, one per page. */
  waitsFor(version: number, startedMs: number): number[];
  /** Settles when every page has seen that version or a newer one. */
  seen(version: number): Promise<void>;
  close(): void;
}

/** Opens `count` watching connections on `url`; `versionIn` finds the lot's version in a message. */
export async function openWatchers(
  url: string,
  count: number,
  versionIn: (message: string) => number | null,
  afterOpen: (socket: WebSocket) => void,
): Promise<Watchers> {
  /** Per page: [version, arrival] in order of arrival. */
  const arrivals: [number, number][][] = Array.from({ length: count }, () => []);
  const sockets: WebSocket[] = [];
  let onArrival = () => {};
  await eachOf(arrivals, 32, async (mine) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    sockets.push(socket);
    socket.on('message', (data) => {
      const at = performance.now();
      const version = versionIn(String(data));
      if (version !== null) mine.push([version, at]);
      onArrival();
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    afterOpen(socket);
  });
  const allSaw = (version: number) => arrivals.every((mine) => (mine.at(-1)?.[0] ?? 0) >= version);
  return {
    waitsFor(version, startedMs) {
      return arrivals.flatMap((mine) => {
        const first = mine.find(([seen]) => seen >= version);
        return first ? [first[1] - startedMs] : [];
      });
    },
    seen: (version) =>
      new Promise<void>((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`version ${version} did not arrive`)),
          30_000,
        );
        onArrival = () => {
          if (!allSaw(version)) return;
          clearTimeout(late);
          onArrival = () => {};
          resolve();
        };
        onArrival();
      }),
    close() {
      for (const socket of sockets) socket.terminate();
    },
  };
}
