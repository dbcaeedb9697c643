import { expect, test } from 'vitest';
import { publicLot } from '../../api/public-lot';
import { formatOf } from '../../auction/formats/formats';
import { takesLeftBids } from './way';

test('[ABS1] a page offers to leave a limit exactly where the house takes one', () => {
  const { options } = publicLot.shape.format;
  expect(options.filter((format) => takesLeftBids({ format }))).toEqual(
    options.filter((format) => formatOf({ format }).judgesAbsentee !== undefined),
  );
});
