import './no-eval';
import { type TerminalOut, terminalOut } from '../api/frames';

/**
 * Reads what a terminal sent: one frame or an array of frames. Null when any is not of this protocol;
 * then nothing of it is applied and the page goes elsewhere.
 */
export function parseFrames(json: unknown): TerminalOut[] | null {
  const frames: TerminalOut[] = [];
  for (const frame of Array.isArray(json) ? json : [json]) {
    const parsed = terminalOut.safeParse(frame);
    if (!parsed.success) return null;
    frames.push(parsed.data);
  }
  return frames;
}
