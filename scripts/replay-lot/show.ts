import { clearScreenDown, cursorTo, emitKeypressEvents, type Key } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { FIRST_VIEW, type LotLife, pageOf, pressed } from './pages';

/** Where keys come from and pages go to; raw, a terminal tells of each key at once. */
export interface Terminal {
  readonly input: Readable & { setRawMode(isRaw: boolean): unknown };
  readonly output: Writable;
}

/** Steps through a lot's life in a terminal, key by key, until its reader leaves. */
export async function showLife(life: LotLife, { input, output }: Terminal): Promise<void> {
  emitKeypressEvents(input);
  input.setRawMode(true);
  let view = FIRST_VIEW;
  const draw = () => {
    cursorTo(output, 0, 0);
    clearScreenDown(output);
    output.write(`${pageOf(life, view)}\n`);
  };
  draw();
  await new Promise<void>((resolve) => {
    const leave = () => {
      input.off('keypress', onKey);
      resolve();
    };
    const onKey = (_: string | undefined, key: Key) => {
      const isInterrupt = key.ctrl && (key.name === 'c' || key.name === 'd');
      const next = isInterrupt ? null : pressed(view, key.name ?? '', life.steps.length);
      if (!next) return leave();
      view = next;
      draw();
    };
    input.on('keypress', onKey);
    input.on('end', leave);
  });
  input.setRawMode(false);
}
