/** What a test's page asks for. */
export interface PageRequest {
  channel?: string;
  /** The version that it speaks; programs need not say. */
  protocol?: number;
  epoch?: number;
  have?: string;
  digests?: Record<string, string>;
  origin?: string;
  /** Said as each transport says them: in a message, or in the address. */
  tickets?: string[];
  /** Of a poll: its token, and how long it may be held. */
  client?: string;
  waitMs?: number;
}
