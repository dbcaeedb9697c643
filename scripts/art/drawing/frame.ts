import { type Lch, oklch, tone } from './color';
import { n, type Point, polygon } from './path';
import type { Sheet } from './sheet';
import { wallShadow } from './stage';

/** A rectangle in picture pixels. */
export type Box = {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
};

/** Path data of a box grown by `by` pixels on every side. */
export const boxPath = ({ x, y, w, h }: Box, by = 0): string =>
  `M${n(x - by)} ${n(y - by)}h${n(w + 2 * by)}v${n(h + 2 * by)}h${n(-w - 2 * by)}Z`;

/** A frame's moulding of `width` pixels outside `box`, mitred; light comes from the upper left. */
export function moulding(sheet: Sheet, box: Box, width: number, wood: Lch): string {
  const { x, y, w, h } = box;
  const inner: Point[] = [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ];
  const outer: Point[] = [
    [x - width, y - width],
    [x + w + width, y - width],
    [x + w + width, y + h + width],
    [x - width, y + h + width],
  ];
  const sides = [
    [0.09, [0, 1]],
    [-0.1, [1, 0]],
    [-0.13, [0, 1]],
    [0.03, [1, 0]],
  ] as const;
  const bars = sides.map(([light, run], i) => {
    const j = (i + 1) % 4;
    const quad = [outer[i], outer[j], inner[j], inner[i]].filter((p) => p !== undefined);
    const outerFirst = i === 0 || i === 3;
    const profile = [-0.05, 0.07, 0.0, -0.09, 0.05];
    const stops = profile.map(
      (d, k) => [k / 4, tone(wood, light + (outerFirst ? d : (profile[4 - k] ?? d)))] as const,
    );
    return `<path d="${polygon(quad)}" fill="${sheet.linear(stops, run)}"/>`;
  });
  const grain = sheet.noise({
    frequency: '.012 .3',
    color: tone(wood, -0.2),
    strength: 1.6,
    cut: 0.44,
  });
  return `${bars.join('')}<path d="${boxPath(box, width)}${boxPath(box)}" fill-rule="evenodd" filter="${grain}" opacity=".22"/>`;
}

/** What a framed picture is set in. `art` is drawn in pixels of `box`, from its upper left corner. */
export interface Framing {
  readonly box: Box;
  /** Width of the mat round the art; 0 for a canvas without one. */
  readonly mat: number;
  readonly frame: number;
  readonly wood: Lch;
  readonly art: string;
}

/** A framed picture on the wall: shadow apart, so that the stage can put it first. */
export function framed(
  sheet: Sheet,
  { box, mat, frame, wood, art }: Framing,
): { body: string; shadow: string } {
  const outerMat: Box = { x: box.x - mat, y: box.y - mat, w: box.w + 2 * mat, h: box.h + 2 * mat };
  const card = sheet.linear(
    [
      [0, oklch(0.945, 0.012, 92)],
      [1, oklch(0.915, 0.014, 88)],
    ],
    [1, 1],
  );
  const inset = (of: Box, depth: number, alpha: number) => {
    const clip = sheet.clip(boxPath(of));
    return `<g clip-path="${clip}"><path d="${boxPath(of, 60)}${boxPath({ x: of.x + depth * 0.7, y: of.y + depth, w: of.w, h: of.h })}" fill-rule="evenodd" fill="#0a1211" opacity="${alpha}" filter="${sheet.blur(depth * 0.7)}"/></g>`;
  };
  const bevel = mat
    ? `<path d="${boxPath(box, 5)}" fill="#fbfaf6"/><path d="${boxPath(box, 5)}" fill="none" stroke="#b9b3a5" stroke-width="1.5"/>`
    : '';
  const sheen = sheet.linear(
    [
      [0, '#ffffff', 0.1],
      [0.32, '#ffffff', 0.03],
      [0.33, '#ffffff', 0],
      [1, '#ffffff', 0],
    ],
    [0.8, 1],
  );
  const body = [
    mat ? `<path d="${boxPath(outerMat)}" fill="${card}"/>` : '',
    bevel,
    `<g clip-path="${sheet.clip(boxPath(box))}"><g transform="translate(${n(box.x)} ${n(box.y)})">${art}</g></g>`,
    inset(outerMat, 14, 0.34),
    mat ? `<path d="${boxPath(outerMat)}" fill="${sheen}"/>` : '',
    moulding(sheet, outerMat, frame, wood),
  ].join('');
  return { body, shadow: wallShadow(sheet, boxPath(outerMat, frame)) };
}
