import { DEFAULT_LIVE_CONFIG } from '../api/live-config';
import { type Link, linkQuery, type OpenLink, type SyncClaim } from './link';
import { parseFrames } from './parse-frames';

/** Gets a text; rejects where there is none, or once it is aborted. */
export type GetText = (url: string, aborted: AbortSignal) => Promise<string>;

/**
 * A terminal's `/v1/poll` (PSH1, PSH5): question after question, each at another address and saying
 * what is held by then. It waits no longer than a beat for each answer, so that a page that polls
 * has its proofs as often as any other (PSH7).
 * @param deps.client the page's random token: what could not be delivered is kept under it (PSH6).
 */
export function createPollLink(deps: { get: GetText; client: string }): OpenLink {
  return (request, events) => {
    let n = 1;
    let waitMs = DEFAULT_LIVE_CONFIG.beatMs;
    let isOpened = false;
    let asking: AbortController | null = null;

    const address = (claim: SyncClaim) => {
      const said = new URLSearchParams(linkQuery({ ...request, claim }));
      said.set('client', deps.client);
      said.set('n', String(n));
      said.set('wait', String(waitMs));
      return `${request.origin}/v1/poll?${said}`;
    };

    async function ask(claim: SyncClaim) {
      const mine = new AbortController();
      asking = mine;
      let frames: ReturnType<typeof parseFrames> = null;
      try {
        frames = parseFrames(JSON.parse(await deps.get(address(claim), mine.signal)));
      } catch {
        // No answer, or not JSON: handled as closed below.
      }
      if (asking !== mine) return;
      if (!frames) {
        asking = null;
        events.closed();
        return;
      }
      n += 1;
      for (const frame of frames) if (frame.t === 'hello') waitMs = frame.config.beatMs;
      if (!isOpened) events.opened();
      isOpened = true;
      events.frames(frames);
      if (asking === mine) void ask(request.held());
    }

    void ask(request.claim);
    const link: Link = {
      sync(claim) {
        if (!asking) return;
        asking.abort();
        // A number is left out: the answer before may not have arrived, and all is said again.
        n += 2;
        void ask(claim);
      },
      ping: () => false,
      close() {
        asking?.abort();
        asking = null;
      },
    };
    return link;
  };
}
