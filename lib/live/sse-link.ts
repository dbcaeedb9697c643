import { type Link, type LinkEvents, type LinkRequest, linkQuery, type OpenLink } from './link';
import { parseFrames } from './parse-frames';

/** Every event a terminal's stream names; its data is the rest of the frame. */
const NAMES = [
  'hello',
  'lots',
  'items',
  'auction',
  'gone',
  'beat',
  'me',
  'reset',
  'error',
] as const;

function listen(source: EventSource, events: LinkEvents, fail: () => void) {
  for (const name of NAMES) {
    source.addEventListener(name, (event) => {
      // The browser's own `error` has no data; `onerror` sees to it.
      if (!(event instanceof MessageEvent)) return;
      let frames: ReturnType<typeof parseFrames> = null;
      try {
        frames = parseFrames({ t: name, ...JSON.parse(String(event.data)) });
      } catch {
        // Not JSON: a foreign protocol.
      }
      if (frames) events.frames(frames);
      else fail();
    });
  }
}

/**
 * A terminal's `/v1/stream` (PSH1). A stream cannot be spoken to: to say again what is held it is
 * opened anew. The browser's own reconnect is not used: it would repeat the first claim.
 */
export const openSseLink: OpenLink = (request, events) => {
  let source: EventSource | null = null;
  const fail = () => {
    if (!source) return;
    source.close();
    source = null;
    events.closed();
  };
  const open = (from: LinkRequest) => {
    source?.close();
    const opened = new EventSource(`${from.origin}/v1/stream?${linkQuery(from)}`);
    source = opened;
    opened.onopen = () => events.opened();
    opened.onerror = () => {
      if (source === opened) fail();
    };
    listen(opened, events, fail);
  };
  open(request);
  const link: Link = {
    sync(claim) {
      if (source) open({ ...request, claim });
    },
    ping: () => false,
    close() {
      source?.close();
      source = null;
    },
  };
  return link;
};
