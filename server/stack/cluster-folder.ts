import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What a folder of PostgreSQL's says of itself, running or not. */
export type ClusterState =
  | { readonly kind: 'none' }
  /** A copy that follows a primary. */
  | { readonly kind: 'standby' }
  /** It takes writes; of two such the one of the higher timeline was promoted, the other is old. */
  | { readonly kind: 'primary'; readonly timeline: number };

/**
 * Reads what a data directory is. PostgreSQL itself keeps this: a standby has `standby.signal` until it
 * is promoted, and the files of its log begin with its timeline. So nobody's note can disagree with it.
 */
export function clusterState(dataDir: string): ClusterState {
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) return { kind: 'none' };
  if (existsSync(path.join(dataDir, 'standby.signal'))) return { kind: 'standby' };
  return { kind: 'primary', timeline: timelineOf(dataDir) };
}

function timelineOf(dataDir: string): number {
  const names = readdirSync(path.join(dataDir, 'pg_wal'));
  const timelines = names
    .filter((name) => /^[0-9A-F]{24}$|^[0-9A-F]{8}\.history$/.test(name))
    .map((name) => Number.parseInt(name.slice(0, 8), 16));
  return Math.max(1, ...timelines);
}

/** Which of these directories is the primary's: the promoted one, where there are two. */
export function primaryAmong(dataDirs: readonly string[]): string | null {
  let best: { dataDir: string; timeline: number } | null = null;
  for (const dataDir of dataDirs) {
    const state = clusterState(dataDir);
    if (state.kind !== 'primary') continue;
    if (!best || state.timeline > best.timeline) best = { dataDir, timeline: state.timeline };
  }
  return best?.dataDir ?? null;
}
