import type { MasterAnswer, MasterCalls } from '../master-calls';

/** One call a node made. */
export interface Call {
  master: string;
  path: string;
  body: unknown;
}

/** How a scripted master answers; a promise is answered when it settles, a throw is no answer. */
export type Script = (call: Call) => MasterAnswer | Promise<MasterAnswer>;

/** Masters on a network of a test's own. */
export function scriptedMasters(script: Script) {
  const calls: Call[] = [];
  const transport: MasterCalls = {
    async post(master, path, body) {
      const call = { master, path, body };
      calls.push(call);
      return script(call);
    },
    close: async () => {},
  };
  return {
    transport,
    calls,
    /** Calls of one path, in order. */
    to: (path: string) => calls.filter((call) => call.path === path),
  };
}

/** A promise and what settles it. */
export function gate<T>() {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
