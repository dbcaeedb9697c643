import type { Chance } from './drawing/chance';
import type { Point } from './drawing/path';
import type { Sheet } from './drawing/sheet';

/** What a subject draws with: definitions are gathered in `sheet`, every free choice comes from `chance`. */
export interface Easel {
  readonly sheet: Sheet;
  readonly chance: Chance;
}

/** One drawn object, without its background. */
export interface Drawing {
  /** SVG markup in a 1200 × 1500 picture. */
  readonly body: string;
  /** The shadow it throws; drawn before the body. */
  readonly shadow: string;
  /** True for what stands on the floor, false for what hangs or lies flat. */
  readonly standing: boolean;
  /** The spot worth a closer look; the detail picture is centred on it. */
  readonly focus: Point;
  /** How many pixels the object's catalogued size (`sizeCm` of the lot) takes. */
  readonly sizePx: number;
}
