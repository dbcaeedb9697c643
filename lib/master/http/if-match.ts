import type { IncomingHttpHeaders } from 'node:http';
import { ok, type Result } from '../../shared/result';
import { refuse, type Trouble } from '../trouble';
import type { HeaderSpec } from './route';

/** The header that changes of a catalogue need. */
export const IF_MATCH: HeaderSpec = {
  name: 'If-Match',
  required: true,
  description: 'The version that the change is based on, as the `ETag` of what was read.',
};

/** Versions named by `If-Match`: `"7"`, `7`, or `"7.3"` for two. Weak tags are not versions. */
export function readIfMatch(headers: IncomingHttpHeaders, count: 1 | 2): Result<number[], Trouble> {
  const text = headers['if-match'];
  if (text === undefined) return refuse('version-missing');
  const parts = /^"?(\d{1,10}(?:\.\d{1,10})?)"?$/.exec(text.trim())?.[1]?.split('.') ?? [];
  if (parts.length === count) return ok(parts.map(Number));
  const shape = count === 1 ? '"7"' : '"7.3"';
  return refuse('version-missing', { detail: `If-Match must be a version such as ${shape}.` });
}
