import type { TerminalOut } from '../api/frames';
import type { HeldRecord } from './held-record';

/** A frame whose fields are JSON already, so that a lot is serialised once for all pages (PSH4). */
export interface FrameText {
  t: TerminalOut['t'];
  /** The fields after `t`, without braces: `"nowMs":1,"channels":{}`. */
  fields: string;
}

/** The ways a page can be connected (PSH1). */
export type Transport = 'websocket' | 'sse' | 'poll';

/** Lots in one frame at most, so that a page can paint between them. */
const LOTS_PER_FRAME = 500;

/** A frame made of values. */
export function frameText(frame: TerminalOut): FrameText {
  const { t, ...fields } = frame;
  return { t, fields: JSON.stringify(fields).slice(1, -1) };
}

/** The frames that tell pages of these records: `auction`, `lots`, `items`, `gone`. */
export function recordFrames(records: Iterable<HeldRecord>): FrameText[] {
  const auctions: FrameText[] = [];
  const lots: string[] = [];
  const items: string[] = [];
  const gone: string[] = [];
  for (const { kind, id, version, gone: isGone, text } of records) {
    if (kind === 'lot' && isGone) gone.push(`{"id":${id},"version":${version}}`);
    else if (kind === 'lot' && text) lots.push(text);
    else if (kind === 'item' && !isGone) items.push(`{"id":${id},"version":${version}}`);
    else if (kind === 'auction' && text)
      auctions.push({ t: 'auction', fields: `"auction":${text}` });
  }
  const frames = auctions;
  for (let at = 0; at < lots.length; at += LOTS_PER_FRAME) {
    const some = lots.slice(at, at + LOTS_PER_FRAME).join(',');
    frames.push({ t: 'lots', fields: `"lots":[${some}]` });
  }
  if (items.length > 0) frames.push({ t: 'items', fields: `"items":[${items.join(',')}]` });
  if (gone.length > 0) frames.push({ t: 'gone', fields: `"gone":[${gone.join(',')}]` });
  return frames;
}

const ENCODINGS: Record<Transport, (frames: readonly FrameText[]) => Buffer> = {
  websocket: encodeWebSocket,
  sse: encodeSse,
  poll: (frames) => Buffer.from(objects(frames)),
};

/**
 * The bytes of these frames for one write: the same buffer serves every page of a transport. Those
 * of a poll are a part of its answer's array, without the brackets.
 */
export const encodeFrames = (frames: readonly FrameText[], transport: Transport): Buffer =>
  ENCODINGS[transport](frames);

/** Frames as JSON objects with commas between. */
const objects = (frames: readonly FrameText[]): string =>
  frames.map(({ t, fields }) => `{"t":"${t}"${fields ? `,${fields}` : ''}}`).join(',');

/** One event a frame, named by its `t`; the data is the rest. */
function encodeSse(frames: readonly FrameText[]): Buffer {
  return Buffer.from(frames.map(({ t, fields }) => `event: ${t}\ndata: {${fields}}\n\n`).join(''));
}

/** One unmasked text message (RFC 6455, 5.2) that holds an array of frames. */
function encodeWebSocket(frames: readonly FrameText[]): Buffer {
  const payload = Buffer.from(`[${objects(frames)}]`);
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
  head[0] = 0x81;
  if (size < 126) head[1] = size;
  else if (size < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(size, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  return Buffer.concat([head, payload]);
}
