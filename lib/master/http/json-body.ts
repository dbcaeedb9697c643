import type { FastifyInstance } from 'fastify';
import { RefusedRequest } from './refused-request';

/** Every string in a JSON value, keys too. Does not recurse: JSON may be nested as deep as it is long. */
function* stringsOf(json: unknown): Generator<string> {
  const waiting = [json];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') yield value;
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        yield key;
        waiting.push(inner);
      }
    }
  }
}

/** Text that PostgreSQL cannot hold: U+0000, and halves of a surrogate pair. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const MIGHT_HOLD_UNSTORABLE = /\\u(?:0000|[dD][89a-fA-F])|[\uFFFD\uD800-\uDFFF]/;

/**
 * Reads a body as JSON. @throws a refusal (`malformed-json`, `invalid-request`) that the error
 * handler answers with.
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RefusedRequest({ kind: 'malformed-json' });
  }
  if (MIGHT_HOLD_UNSTORABLE.test(text)) {
    for (const inner of stringsOf(value)) {
      if (UNSTORABLE.test(inner)) {
        throw new RefusedRequest({
          kind: 'invalid-request',
          detail: 'Text must hold neither U+0000 nor half a surrogate pair.',
        });
      }
    }
  }
  return value;
}

/** Only JSON is read, and only what says that it is JSON (AUT3); the rest is 415. */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, text: string) => parseJson(text),
  );
}
