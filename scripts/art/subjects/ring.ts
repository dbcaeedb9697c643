import { type Lch, oklch } from '../drawing/color';
import type { Material } from '../drawing/light';
import { METALS } from '../drawing/metal';
import { n, type Point, steps } from '../drawing/path';
import type { Sheet } from '../drawing/sheet';
import { ball, drawTube } from '../drawing/tube';
import type { Drawing, Easel } from '../subject';
import { gem, type Project } from './gem';

export interface RingOptions {
  readonly cut: 'brilliant' | 'oval' | 'step';
  readonly stone: Lch;
  readonly metal: keyof typeof METALS;
}

/** Middle and radius of the band, in pixels. */
const [CX, CY, R] = [600, 890, 262];
/** The eye looks down on the ring by this angle. */
const PITCH = 0.62;
const STONE = 172;

/** A ring standing on its band, one large stone on top held by claws. */
export function ring(options: RingOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const metal: Material = { ...METALS[options.metal], gloss: 0.5, metal: true };
    const stone = { ...options.stone, h: options.stone.h + chance.between(-10, 10) };
    const top = CY - R * Math.cos(PITCH) - 74;
    const project: Project = ([x, y, z]) => [
      CX + x * STONE,
      top - (y * Math.cos(PITCH) - z * Math.sin(PITCH)) * STONE,
    ];
    return {
      body: [
        hoop(sheet, { ...metal, l: metal.l * 0.8 }, -30, 17),
        hoop(sheet, metal, 0, 22),
        basket(sheet, metal, project, options.cut),
        gem(chance, options.cut, stone, project),
        claws(sheet, metal, project, options.cut),
        sparkles(sheet, project),
      ].join(''),
      shadow: shadowOf(sheet),
      standing: true,
      focus: [600, top + 40],
      sizePx: 2 * (R + 22),
    };
  };
}

/** The band, thicker at the shoulders than below. */
function hoop(sheet: Sheet, metal: Material, dy: number, thick: number): string {
  const spine = steps(110).map((s): Point => {
    const a = s * 2 * Math.PI;
    return [CX + Math.sin(a) * R, CY + dy - Math.cos(a) * R * Math.cos(PITCH)];
  });
  return drawTube(
    sheet,
    { spine, radius: (s) => thick * (0.82 + 0.75 * Math.abs(2 * s - 1) ** 3) },
    metal,
  );
}

function clawSpots(cut: RingOptions['cut']): [number, number][] {
  if (cut === 'step')
    return [
      [-1, 0.7],
      [1, 0.7],
      [1, -0.7],
      [-1, -0.7],
    ];
  const wide = cut === 'oval' ? 1.22 : 1;
  return [45, 135, 225, 315].map((deg) => [
    Math.sin((deg * Math.PI) / 180) * 1.0 * wide,
    Math.cos((deg * Math.PI) / 180) * 1.0,
  ]);
}

/** The open setting under the stone: wires from the band up to the girdle. */
function basket(sheet: Sheet, metal: Material, project: Project, cut: RingOptions['cut']): string {
  const collar = steps(60).map((s): Point => {
    const a = s * 2 * Math.PI;
    return project([Math.sin(a) * 0.62, -0.5, Math.cos(a) * 0.5]);
  });
  const wires = clawSpots(cut).map(([x, z]) => {
    const spine = steps(14).map(
      (s): Point =>
        project([x * (0.4 + 0.62 * s ** 0.8), -0.58 + 0.6 * s, z * (0.4 + 0.62 * s ** 0.8)]),
    );
    return {
      z,
      svg: drawTube(sheet, { spine, radius: (s) => 11 * Math.min(1, 0.1 + 2.6 * s) }, metal),
    };
  });
  return [
    ...wires.filter((w) => w.z < 0).map((w) => w.svg),
    drawTube(sheet, { spine: collar, radius: () => 9 }, metal),
    ...wires.filter((w) => w.z >= 0).map((w) => w.svg),
  ].join('');
}

function claws(sheet: Sheet, metal: Material, project: Project, cut: RingOptions['cut']): string {
  return clawSpots(cut)
    .map(([x, z]) => ball(sheet, project([x * 0.97, 0.06, z * 0.97]), 15, metal))
    .join('');
}

/** Two four-pointed gleams where the key light meets the stone. */
function sparkles(sheet: Sheet, project: Project): string {
  return (
    [
      [-0.5, 0.34, -0.18, 46],
      [0.62, 0.12, 0.5, 28],
    ] as const
  )
    .map(([x, y, z, size]) => {
      const [px, py] = project([x, y, z]);
      const ray = `M0 ${-size}L${n(size * 0.07)} ${n(-size * 0.07)}L${size} 0L${n(size * 0.07)} ${n(size * 0.07)}L0 ${size}L${n(-size * 0.07)} ${n(size * 0.07)}L${-size} 0L${n(-size * 0.07)} ${n(-size * 0.07)}Z`;
      return `<g transform="translate(${n(px)} ${n(py)})"><circle r="${n(size * 0.3)}" fill="#fff" opacity=".5" filter="${sheet.blur(size * 0.12)}"/><path d="${ray}" fill="#fff" opacity=".9"/></g>`;
    })
    .join('');
}

/** The ring's own hoop of shade lying on the floor to the right, and the dark spot it stands on. */
function shadowOf(sheet: Sheet): string {
  const foot = CY + R * Math.cos(PITCH) + 18;
  const shade = oklch(0.16, 0.015, 180);
  return [
    `<ellipse cx="${CX + 190}" cy="${n(foot - 34)}" rx="250" ry="52" fill="none" stroke="${shade}" stroke-width="30" opacity=".3" filter="${sheet.blur(11)}"/>`,
    `<ellipse cx="${CX + 420}" cy="${n(foot - 66)}" rx="150" ry="40" fill="${shade}" opacity=".22" filter="${sheet.blur(20)}"/>`,
    `<ellipse cx="${CX + 6}" cy="${n(foot)}" rx="104" ry="15" fill="${shade}" opacity=".6" filter="${sheet.blur(8)}"/>`,
  ].join('');
}
