import { chanceOf } from './drawing/chance';
import { n } from './drawing/path';
import { createSheet } from './drawing/sheet';
import { finish, HEIGHT, type StageName, stage, WIDTH } from './drawing/stage';
import type { Drawing, Easel } from './subject';

/** The three pictures of a lot (LOOK 9). */
export const VIEWS = ['whole', 'detail', 'scale'] as const;
export type View = (typeof VIEWS)[number];

/** How a lot is pictured. `sizeCm` is the catalogued dimension that `Drawing.sizePx` measures. */
export interface PictureSpec {
  /** Seed and file name, `lot-01`. */
  readonly id: string;
  readonly stage: StageName;
  readonly sizeCm: number;
  /** Length the scale bar stands for, in centimetres; drawn in five equal parts. */
  readonly barCm: number;
  readonly draw: (easel: Easel) => Drawing;
}

/**
 * Pixels drawn beyond each edge, to be cut off after rasterising: a blur that meets the canvas's
 * own edge fades there and would frame the picture in a dark line.
 */
export const BLEED = 24;

const DETAIL_ZOOM = 2.4;
const SCALE_SHRINK = 0.8;
const BAR_Y = 1392;

function detailTransform({ focus }: Drawing): string {
  const halfWidth = WIDTH / DETAIL_ZOOM / 2;
  const halfHeight = HEIGHT / DETAIL_ZOOM / 2;
  const x = Math.min(WIDTH - halfWidth, Math.max(halfWidth, focus[0]));
  const y = Math.min(HEIGHT - halfHeight, Math.max(halfHeight, focus[1]));
  return `scale(${DETAIL_ZOOM}) translate(${n(halfWidth - x)} ${n(halfHeight - y)})`;
}

/** A bar of five parts, dark and light in turn, with end ticks: no figures, the caption names its length. */
function scaleBar(spec: PictureSpec, drawing: Drawing): string {
  const length = ((drawing.sizePx * SCALE_SHRINK) / spec.sizeCm) * spec.barCm;
  const left = (WIDTH - length) / 2;
  const part = length / 5;
  const parts = [0, 1, 2, 3, 4].map(
    (i) =>
      `<rect x="${n(left + i * part)}" y="${BAR_Y}" width="${n(part)}" height="16" fill="${i % 2 ? '#f6f5f0' : '#1a2422'}"/>`,
  );
  const frame = `M${n(left)} ${BAR_Y - 12}v40M${n(left + length)} ${BAR_Y - 12}v40M${n(left)} ${BAR_Y}h${n(length)}v16h${n(-length)}`;
  return `${parts.join('')}<path d="${frame}" fill="none" stroke="#1a2422" stroke-width="2.5"/>`;
}

/** The whole SVG of one view of a lot, bleed included; the same spec always gives the same text. */
export function svgOf(spec: PictureSpec, view: View): string {
  const sheet = createSheet();
  const drawing = spec.draw({ sheet, chance: chanceOf(spec.id) });
  const set = stage(sheet, view === 'scale' ? 'chalk' : spec.stage, drawing.standing);
  const object = `${drawing.shadow}${drawing.body}`;
  const scaled = `translate(${(WIDTH / 2) * (1 - SCALE_SHRINK)} ${drawing.standing ? 200 : 90}) scale(${SCALE_SHRINK})`;
  const scene = {
    whole: () => `${set}${object}`,
    detail: () => `<g transform="${detailTransform(drawing)}">${set}${object}</g>`,
    scale: () => `${set}<g transform="${scaled}">${object}</g>${scaleBar(spec, drawing)}`,
  }[view]();
  const end = finish(sheet);
  const [width, height] = [WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED];
  const size = `width="${width}" height="${height}" viewBox="${-BLEED} ${-BLEED} ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${sheet.definitions()}${scene}${end}</svg>`;
}
