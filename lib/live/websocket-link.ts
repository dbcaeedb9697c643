import type { ClientIn } from '../api/frames';
import { type LinkEvents, type LinkRequest, type OpenLink, watchQuery } from './link';
import { parseFrames } from './parse-frames';

const socketUrl = (request: LinkRequest) =>
  `${request.origin.replace(/^http/, 'ws')}/v1/socket?${watchQuery(request)}`;

function receive(data: unknown, events: LinkEvents, fail: () => void) {
  let frames: ReturnType<typeof parseFrames> = null;
  try {
    frames = parseFrames(JSON.parse(String(data)));
  } catch {
    // Not JSON: handled as a foreign protocol below.
  }
  if (frames) events.frames(frames);
  else fail();
}

/** A terminal's `/v1/socket` (PSH1). What is held is said as the first message, and again later. */
export const openWebSocketLink: OpenLink = (request, events) => {
  const socket = new WebSocket(socketUrl(request));
  let over = false;
  const end = () => {
    if (over) return false;
    over = true;
    socket.close();
    return true;
  };
  const fail = () => {
    if (end()) events.closed();
  };
  const send = (frame: ClientIn) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  socket.onopen = () => {
    if (over) return;
    send({ t: 'sync', ...request.claim });
    events.opened();
  };
  socket.onmessage = (event) => {
    if (!over) receive(event.data, events, fail);
  };
  socket.onerror = fail;
  socket.onclose = fail;
  return {
    sync: (claim) => send({ t: 'sync', ...claim }),
    present: (tickets) => send({ t: 'tickets', tickets }),
    ping() {
      send({ t: 'ping' });
      return socket.readyState === WebSocket.OPEN;
    },
    close: () => void end(),
  };
};
