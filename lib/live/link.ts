import { PROTOCOL, type TerminalOut } from '../api/frames';

/** How a page is connected (PSH1). */
export type TransportName = 'websocket' | 'sse' | 'poll';

/** Which terminal, by which transport. */
export interface LinkPath {
  /** A terminal's origin, such as `http://127.0.0.1:4001`. */
  origin: string;
  transport: TransportName;
}

/** What the page holds, as it is said to a terminal (PSH2). */
export interface SyncClaim {
  epoch: number;
  /** `42.17,43.2`; empty when digests are sent instead. */
  have: string;
  digests?: Record<string, string>;
  /** Open private channels (AUT1). */
  tickets?: string[];
}

/** Where to connect, and for what. */
export interface LinkRequest {
  /** A terminal's origin, such as `http://127.0.0.1:4001`. */
  origin: string;
  channels: readonly string[];
  claim: SyncClaim;
  /** What the page holds now, for a transport that says it again and again. */
  held(): SyncClaim;
}

/** What a link reports. After `closed` nothing more comes. */
export interface LinkEvents {
  opened(): void;
  frames(frames: readonly TerminalOut[]): void;
  closed(): void;
}

/** One connection to one terminal. */
export interface Link {
  /** Says again what is held; the terminal answers with what is newer. */
  sync(claim: SyncClaim): void;
  /** Says tickets (AUT1); missing where only an address can say them: then `sync`. */
  present?(tickets: string[]): void;
  /** Asks for the time, answered by a beat. @returns false where the transport cannot ask. */
  ping(): boolean;
  /** Ends it; no event follows. */
  close(): void;
}

/** Opens a link; the transport as an argument, so that tests and the simulator bring their own. */
export type OpenLink = (request: LinkRequest, events: LinkEvents) => Link;

/** What every address says: the version that this page speaks (WIR4), and what it watches. */
export const watchQuery = ({ channels }: Pick<LinkRequest, 'channels'>): URLSearchParams =>
  new URLSearchParams({ protocol: String(PROTOCOL), channel: channels.join(',') });

/** The query string of a stream (PSH2): `protocol=1&channel=auction:7&epoch=1&have=42.17,43.2`. */
export function linkQuery(request: Pick<LinkRequest, 'channels' | 'claim'>): string {
  const { claim } = request;
  const query = watchQuery(request);
  query.set('epoch', String(claim.epoch));
  if (claim.have) query.set('have', claim.have);
  if (claim.digests) {
    const pairs = Object.entries(claim.digests).map(([name, digest]) => `${name}.${digest}`);
    query.set('digests', pairs.join(','));
  }
  for (const ticket of claim.tickets ?? []) query.append('ticket', ticket);
  return query.toString();
}
