import { liveConfigPatch } from '../../../api/live-config';
import { configView } from '../../../api/v1/config';
import { readSettings } from '../../../db/setting-update';
import { ok, type Result } from '../../../shared/result';
import { mergeConfig } from '../../notifier/roster';
import { patchConfig } from '../../settings/patch-config';
import { refuse, type Trouble } from '../../trouble';
import { actorOf } from '../actor';
import type { Desk } from '../desk';
import { IF_MATCH, readIfMatch } from '../if-match';
import { type Answer, route } from '../route';

type Shown = { version: number; settings: NonNullable<ReturnType<typeof mergeConfig>> };

async function shown(desk: Desk): Promise<Result<Answer<Shown>, Trouble>> {
  const { version, body } = await readSettings(desk.primary);
  const settings = mergeConfig(body);
  // Written past this call, or by a newer version of the house.
  if (!settings) return refuse('unavailable', { detail: 'The stored settings are unusable.' });
  return ok({ body: { version, settings }, etag: String(version) });
}

/** The settings that every node and every open page goes by (ANT3). */
export const configRoutes = [
  route({
    method: 'GET',
    path: '/config',
    summary: 'Read the settings',
    notes: 'Intervals, transports and limits, as nodes and pages know them.',
    who: 'clerk',
    status: 200,
    answer: configView,
    problems: ['unavailable'],
    handle: (_call, desk) => shown(desk),
  }),
  route({
    method: 'PATCH',
    path: '/config',
    summary: 'Change settings',
    notes: 'Nodes and open pages follow at once, without a restart or a reload.',
    who: 'admin',
    headers: [IF_MATCH],
    body: liveConfigPatch,
    status: 200,
    answer: configView,
    problems: ['invalid-request', 'version-missing', 'stale-version', 'unavailable'],
    async handle({ identity, headers, body }, desk) {
      const versions = readIfMatch(headers, 1);
      if (!versions.ok) return versions;
      const [version = 0] = versions.value;
      const change = { actor: actorOf(identity), version, patch: body };
      const done = await patchConfig(desk.primary, change);
      if (!done.ok) return done;
      desk.catalogue.changed([done.value]);
      return shown(desk);
    },
  }),
];
