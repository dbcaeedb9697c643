import type { FormatName, LotState } from '../state';
import type { Format } from './format';
import { proxyFormat } from './proxy-format';

/** The module of each format; none is missing, by type. */
const FORMATS: Record<FormatName, Format> = {
  english: proxyFormat(1),
  reverse: proxyFormat(-1),
};

/** What decides for this lot. */
export const formatOf = ({ format }: Pick<LotState, 'format'>): Format => FORMATS[format];
