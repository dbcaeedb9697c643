import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type SyncRecord, syncRecord } from '../api/public-lot';

/** Whose line of history a record is of: which database, and its epoch (EPO1). */
export interface History {
  installation: string;
  epoch: number;
}

/** A record as it lies in Memcached: what it is, of which history, and since when. */
export interface StoredRecord extends History {
  /** When it was known to be current, by the primary's time as far as the writer knew it. */
  storedAtMs: number;
  record: SyncRecord;
}

const content = z.strictObject({
  installation: z.string(),
  epoch: z.int().min(1),
  storedAtMs: z.number(),
  record: syncRecord,
});

const CHECKSUM_LENGTH = 32;

/**
 * Where a record lies; another epoch's is another entry, and so is another database's: several may
 * share a Memcached (EPO1).
 */
export const storedKey = ({ installation, epoch }: History, key: string) =>
  `lotcast:${installation}:${epoch}:${key}`;

/** The bytes to store: a checksum, then JSON with key, version and history inside (FET4). */
export function encodeStored(stored: StoredRecord): string {
  const text = JSON.stringify(stored);
  return checksum(text) + text;
}

/** What was stored, or null where the bytes are cut, altered or of another format. */
export function decodeStored(bytes: Buffer): StoredRecord | null {
  const text = bytes.toString('utf8', CHECKSUM_LENGTH);
  if (bytes.toString('latin1', 0, CHECKSUM_LENGTH) !== checksum(text)) return null;
  try {
    const parsed = content.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** 128 bits of SHA-256: against accidents, not against someone who can write to Memcached. */
const checksum = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, CHECKSUM_LENGTH);
