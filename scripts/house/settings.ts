import {
  DEFAULT_LIVE_CONFIG,
  type LiveConfigPatch,
  liveConfigPatch,
} from '../../lib/api/live-config';
import { err, ok, type Result } from '../../lib/shared/result';

/** Settings as they are written on a command line: `beatMs=500`, `transports=sse,websocket`. */
export function settingsOf(assignments: readonly string[]): Result<LiveConfigPatch, string> {
  const patch: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(assignment) ?? [];
    if (name === '') return err(`${assignment} must be key=value`);
    const usual = Object.entries(DEFAULT_LIVE_CONFIG).find(([known]) => known === name)?.[1];
    if (usual === undefined) {
      return err(
        `there is no setting ${name}; there are ${Object.keys(DEFAULT_LIVE_CONFIG).join(', ')}`,
      );
    }
    patch[name] = parse(value, usual);
  }
  const checked = liveConfigPatch.safeParse(patch);
  if (checked.success) return ok(checked.data);
  return err(
    checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

/** Of the kind that the setting's default is of; what cannot be one is left for the schema to refuse. */
function parse(text: string, usual: unknown): unknown {
  if (Array.isArray(usual)) return text.split(',');
  return typeof usual === 'number' && text.trim() !== '' ? Number(text) : text;
}
