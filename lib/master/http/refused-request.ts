import type { Trouble } from '../trouble';

/** A refusal on its way to the error handler, for the steps before a handler that can only throw. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';

  constructor(readonly trouble: Trouble) {
    super(trouble.kind);
  }
}
