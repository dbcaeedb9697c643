import { z } from 'zod';
import { liveConfig } from '../live-config';
import { version } from '../public-lot';

/** The settings of the running house (ANT3): all of them, with the version that `If-Match` names. */
export const configView = z.strictObject({ version, settings: liveConfig });
