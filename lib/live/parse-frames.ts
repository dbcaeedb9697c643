import './no-eval';
import { z } from 'zod';
import { OTHER_PROTOCOL, PROTOCOL, type TerminalOut, terminalOut } from '../api/frames';

/** All that can be read of the hello of a terminal of any version. */
const anyHello = z.looseObject({ t: z.literal('hello'), protocol: z.int() });

/**
 * Reads what a terminal sent: one frame or an array of frames. Null when any is not of this protocol;
 * then nothing of it is applied and the page goes elsewhere. A hello of another version is read as the
 * refusal it amounts to (WIR4).
 */
export function parseFrames(json: unknown): TerminalOut[] | null {
  const frames: TerminalOut[] = [];
  for (const frame of Array.isArray(json) ? json : [json]) {
    const parsed = terminalOut.safeParse(frame);
    if (parsed.success) frames.push(parsed.data);
    else if (isForeignHello(frame)) return [{ t: 'error', kind: OTHER_PROTOCOL, retry: 'never' }];
    else return null;
  }
  return frames;
}

function isForeignHello(frame: unknown): boolean {
  const hello = anyHello.safeParse(frame);
  return hello.success && hello.data.protocol !== PROTOCOL;
}
