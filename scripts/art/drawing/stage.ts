import { oklch } from './color';
import { n, type Point } from './path';
import type { Sheet } from './sheet';

/** Width and height of every picture, in pixels (LOOK 9). */
export const WIDTH = 1200;
export const HEIGHT = 1500;

/** Where wall meets floor: 72% of the height (LOOK 9). */
const FLOOR_Y = 1080;

/** The six backgrounds of the house's studio: wall lit, wall in shade, floor (LOOK 9). */
const STAGES = {
  celadon: [oklch(0.915, 0.012, 165), oklch(0.815, 0.018, 172), oklch(0.775, 0.019, 162)],
  sand: [oklch(0.885, 0.018, 78), oklch(0.78, 0.028, 70), oklch(0.725, 0.031, 66)],
  slate: [oklch(0.45, 0.028, 210), oklch(0.3, 0.028, 212), oklch(0.255, 0.026, 212)],
  mist: [oklch(0.845, 0.018, 255), oklch(0.72, 0.028, 258), oklch(0.655, 0.03, 258)],
  umber: [oklch(0.5, 0.036, 48), oklch(0.355, 0.036, 42), oklch(0.3, 0.034, 38)],
  chalk: [oklch(0.945, 0.006, 95), oklch(0.875, 0.009, 90), oklch(0.83, 0.011, 85)],
} as const;

export type StageName = keyof typeof STAGES;

/** The empty studio: a wall lit from the upper left, with a floor or (`wall` only) without. */
export function stage(sheet: Sheet, name: StageName, floor: boolean): string {
  const [lit, shade, ground] = STAGES[name];
  const wall = sheet.linear(
    [
      [0, lit],
      [1, shade],
    ],
    [0.9, 1],
  );
  const key = sheet.radial(
    [
      [0, '#ffffff', 0.34],
      [0.55, '#ffffff', 0.1],
      [1, '#ffffff', 0],
    ],
    [0.32, 0.26],
    0.8,
  );
  const parts = [`<rect width="${WIDTH}" height="${HEIGHT}" fill="${wall}"/>`];
  if (floor) {
    // The backdrop is one sweep of paper: the wall rolls into the floor instead of meeting it in a line.
    const sweep = sheet.linear([
      [0, ground, 0],
      [0.16, ground, 0.85],
      [0.42, ground, 1],
      [1, lit, 0.5],
    ]);
    const top = FLOOR_Y - 50;
    parts.push(
      `<rect y="${top}" width="${WIDTH}" height="${HEIGHT - top}" fill="${ground}" fill-opacity="0"/>`,
      `<rect y="${top}" width="${WIDTH}" height="${HEIGHT - top}" fill="${sweep}"/>`,
    );
  }
  parts.push(`<rect width="${WIDTH}" height="${HEIGHT}" fill="${key}"/>`);
  return parts.join('');
}

/** Vignette and film grain, laid over the whole picture at the end (LOOK 9: 30% and 10%). */
export function finish(sheet: Sheet): string {
  const vignette = sheet.radial(
    [
      [0.55, '#04100f', 0],
      [1, '#04100f', 0.3],
    ],
    [0.5, 0.47],
    0.8,
  );
  const grain = sheet.noise({ frequency: '.75', color: '#7c7c7c', strength: 1.4, cut: 0.42 });
  const rect = `<rect width="${WIDTH}" height="${HEIGHT}"`;
  return `${rect} fill="${vignette}"/>${rect} filter="${grain}" opacity=".1"/>`;
}

const SHADE = '#0a1211';

/** What a standing object throws on the floor: a long soft shadow to the right, a dark seam where it stands. */
export function standingShadow(sheet: Sheet, [cx, y]: Point, radius: number, depth = 0.13): string {
  const oval = (dx: number, dy: number, rx: number, ry: number, alpha: number, blur: number) =>
    `<ellipse cx="${n(cx + dx)}" cy="${n(y + dy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${SHADE}" opacity="${alpha}" filter="${sheet.blur(blur)}"/>`;
  return [
    oval(radius * 0.75, -radius * 0.05, radius * 1.9, radius * depth * 1.9, 0.2, 30),
    oval(radius * 0.28, 4, radius * 1.25, radius * depth * 1.5, 0.34, 15),
    oval(4, 5, radius * 1.02, radius * depth * 1.15, 0.6, 5),
  ].join('');
}

/** What a flat object throws on the wall behind it: one soft shadow, one tight one (path data given). */
export function wallShadow(sheet: Sheet, outline: string, lift = 26): string {
  const copy = (dx: number, dy: number, alpha: number, blur: number) =>
    `<path d="${outline}" transform="translate(${n(dx)} ${n(dy)})" fill="${SHADE}" opacity="${alpha}" filter="${sheet.blur(blur)}"/>`;
  return copy(lift * 0.8, lift * 1.3, 0.3, lift) + copy(lift * 0.2, lift * 0.35, 0.4, lift * 0.25);
}
