import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PageWait } from './many-pages';

/** What the processes of a crowd are told, each answered by a `CrowdAnswer`. */
export type CrowdOrder =
  | { do: 'open'; count: number; terminal: string; channels: readonly string[] }
  | { do: 'count-proven'; terminal: string; price?: { lotId: number; priceMinor: number } }
  | { do: 'forget-waits' }
  | { do: 'tell-waits' };

/** How many pages it is about, and the waits of each where they were asked for. */
export interface CrowdAnswer {
  count: number;
  waits: PageWait[][];
}

/** Many pages in processes of their own, so that what they cost is not the test's. */
export interface Crowd {
  /** Has each process obey; one order after the other. @returns the sum of their answers. */
  tell(order: CrowdOrder): Promise<CrowdAnswer>;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./crowd-program.ts', import.meta.url));

/** Starts so many processes, without pages yet. */
export function startCrowd(processes: number): Crowd {
  const children = Array.from({ length: processes }, () =>
    fork(PROGRAM, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
  return {
    async tell(order) {
      const answers = await Promise.all(
        children.map(async (child) => {
          child.send(order);
          const [answer] = (await once(child, 'message')) as [CrowdAnswer];
          return answer;
        }),
      );
      return {
        count: answers.reduce((sum, { count }) => sum + count, 0),
        waits: answers.flatMap(({ waits }) => waits),
      };
    },
    async stop() {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill('SIGKILL');
          await once(child, 'exit');
        }),
      );
    },
  };
}
