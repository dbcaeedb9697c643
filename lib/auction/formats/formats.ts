import type { FormatName, LotTermsOf } from '../state';
import { firstPrice, secondPrice } from './award';
import { dutchFormat } from './dutch-format';
import { english } from './english';
import type { Format } from './format';
import { LIVE } from './live';
import { multiUnitFormat, sealedFormat } from './offers-format';
import { proxyFormat } from './proxy-format';

/** The module of each format; none is missing, by type. */
const FORMATS: { readonly [F in FormatName]: Format<F> } = {
  english,
  reverse: proxyFormat(-1),
  live: LIVE,
  sealed: sealedFormat('SEA1', firstPrice),
  vickrey: sealedFormat('VIC1', secondPrice),
  'multi-unit': multiUnitFormat,
  dutch: dutchFormat,
};

/** What decides for this lot, or for a lot of these terms. */
export const formatOf = <F extends FormatName>(lot: Pick<LotTermsOf<F>, 'format'>): Format<F> =>
  FORMATS[lot.format];
