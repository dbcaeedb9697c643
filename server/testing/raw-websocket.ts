import { once } from 'node:events';
import type { TerminalOut } from '../../lib/api/frames';
import { connectRaw, type SocketEnd } from './abuse';

/** RFC 6455, 5.2. */
export const OPCODES = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

/** A frame as nobody's library would write it. */
export interface RawFrame {
  opcode: number;
  body?: Buffer | string;
  /** The last of its message; it is, unless said otherwise. */
  fin?: boolean;
  /** The bit of compressed messages, which a terminal never agrees to. */
  rsv1?: boolean;
  /** Clients must mask; this one does, unless said otherwise. */
  masked?: boolean;
  /** Length it claims to have, in eight bytes, in place of its own. */
  claims?: bigint;
}

const MASK = Buffer.from([1, 2, 3, 4]);

/** The bytes of a frame, right or wrong. */
export function rawFrame(frame: RawFrame): Buffer {
  const { opcode, fin = true, rsv1 = false, masked = true, claims } = frame;
  const body = Buffer.from(frame.body ?? '');
  const first = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  const maskBit = masked ? 0x80 : 0;
  let length = Buffer.from([maskBit | body.length]);
  if (claims !== undefined) {
    length = Buffer.alloc(9, maskBit | 127);
    length.writeBigUInt64BE(claims, 1);
  } else if (body.length > 125) {
    length = Buffer.alloc(3, maskBit | 126);
    length.writeUInt16BE(body.length, 1);
  }
  const sent = masked ? body.map((byte, at) => byte ^ (MASK[at % 4] ?? 0)) : body;
  return Buffer.concat([Buffer.from([first]), length, masked ? MASK : Buffer.alloc(0), sent]);
}

/** What was said to a client of raw frames until its connection closed. */
export interface RawEnd extends SocketEnd {
  /** Opcodes of all frames it was sent, in order. */
  opcodes: number[];
  /** Every channel that was proven to it. */
  channels: string[];
}

/**
 * Opens a WebSocket by hand, sends these bytes at once, and reads until the other side closes. The
 * code is 1005 where the close names none, 1006 where there is none.
 */
export async function talkRaw(
  url: string,
  query: string,
  bytes: Buffer,
  took: (opcode: number, leave: () => void) => void = () => {},
): Promise<RawEnd> {
  const socket = connectRaw(url);
  socket.write(
    `GET /v1/socket?${query} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
      `sec-websocket-version: 13\r\nsec-websocket-key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  );
  let received = Buffer.alloc(0);
  let isOpen = false;
  const end: RawEnd = { code: 1006, errors: [], opcodes: [], channels: [] };
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const head = received.indexOf('\r\n\r\n');
    if (!isOpen && head >= 0) {
      isOpen = true;
      received = received.subarray(head + 4);
      socket.write(bytes);
    }
    if (!isOpen) return;
    for (let frame = firstFrame(received); frame; frame = firstFrame(received)) {
      received = received.subarray(frame.bytes);
      note(end, frame);
      took(frame.opcode, () => socket.destroy());
      if (frame.opcode === OPCODES.close) socket.end(rawFrame({ opcode: OPCODES.close }));
    }
  });
  await once(socket, 'close');
  return end;
}

function note(end: RawEnd, { opcode, body }: { opcode: number; body: Buffer }): void {
  end.opcodes.push(opcode);
  if (opcode === OPCODES.close) end.code = body.length > 1 ? body.readUInt16BE(0) : 1005;
  if (opcode !== OPCODES.text) return;
  for (const frame of JSON.parse(body.toString()) as TerminalOut[]) {
    if (frame.t === 'error') end.errors.push(frame.kind);
    if (frame.t === 'beat') end.channels.push(...Object.keys(frame.channels));
  }
}

/** The first whole frame of these bytes, as servers write them: unmasked. */
function firstFrame(bytes: Buffer): { opcode: number; body: Buffer; bytes: number } | null {
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return null;
  let length = short;
  if (head === 4) length = bytes.readUInt16BE(2);
  if (head === 10) length = Number(bytes.readBigUInt64BE(2));
  if (bytes.length < head + length) return null;
  const body = bytes.subarray(head, head + length);
  return { opcode: (bytes[0] ?? 0) & 0x0f, body, bytes: head + length };
}
