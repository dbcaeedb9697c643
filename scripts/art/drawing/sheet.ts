import { n } from './path';

/** One colour stop of a gradient; `at` is 0–1. */
export type Stop = readonly [at: number, color: string, alpha?: number];

/** Where a gradient runs, in picture pixels (x1, y1, x2, y2) or as shares of the shape. */
export type Run = {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
};

/** What one picture's definitions (gradients, filters, clips) are gathered in; ids never clash. */
export interface Sheet {
  /** Gradient across the shape's box; `to` defaults to straight down. Returns a paint value. */
  linear(stops: readonly Stop[], to?: readonly [number, number]): string;
  /** Gradient between two points in picture pixels. */
  linearIn(stops: readonly Stop[], run: Run): string;
  /** Gradient from a centre, in shares of the shape's box. */
  radial(stops: readonly Stop[], center?: readonly [number, number], radius?: number): string;
  /** A blur of `px`, as a filter value. */
  blur(px: number): string;
  /** Clipping by path data, as a clip-path value. */
  clip(pathData: string): string;
  /** A filter that turns a shape into coloured noise: `strength` is how much of it shows. */
  noise(options: { frequency: string; color: string; strength: number; cut?: number }): string;
  /** All definitions so far, as one element. */
  definitions(): string;
}

const stopTag = ([at, color, alpha]: Stop) =>
  `<stop offset="${Math.round(at * 1e4) / 1e4}" stop-color="${color}"${
    alpha === undefined ? '' : ` stop-opacity="${Math.round(alpha * 1e3) / 1e3}"`
  }/>`;

function rgbShares(hex: string): string[] {
  return [1, 3, 5].map((i) => (Number.parseInt(hex.slice(i, i + 2), 16) / 255).toFixed(3));
}

/** An empty sheet. The same calls in the same order always make the same definitions. */
export function createSheet(): Sheet {
  const known = new Map<string, string>();
  const define = (markup: (id: string) => string): string => {
    const key = markup('?');
    const id = known.get(key) ?? `d${known.size}`;
    known.set(key, id);
    return `url(#${id})`;
  };
  const stopsOf = (stops: readonly Stop[]) => stops.map(stopTag).join('');
  return {
    linear: (stops, [x, y] = [0, 1]) =>
      define(
        (id) => `<linearGradient id="${id}" x2="${x}" y2="${y}">${stopsOf(stops)}</linearGradient>`,
      ),
    linearIn: (stops, { from, to }) =>
      define(
        (id) =>
          `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${n(from[0])}" y1="${n(from[1])}" x2="${n(to[0])}" y2="${n(to[1])}">${stopsOf(stops)}</linearGradient>`,
      ),
    radial: (stops, [cx, cy] = [0.5, 0.5], radius = 0.5) =>
      define(
        (id) =>
          `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${radius}">${stopsOf(stops)}</radialGradient>`,
      ),
    blur: (px) =>
      define(
        (id) =>
          `<filter id="${id}" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="${n(px)}"/></filter>`,
      ),
    clip: (pathData) => define((id) => `<clipPath id="${id}"><path d="${pathData}"/></clipPath>`),
    noise: ({ frequency, color, strength, cut = 0.5 }) => {
      const [r, g, b] = rgbShares(color);
      return define(
        (id) =>
          `<filter id="${id}" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="3" seed="7"/><feColorMatrix values="0 0 0 0 ${r} 0 0 0 0 ${g} 0 0 0 0 ${b} ${n(strength)} 0 0 0 ${(-strength * cut).toFixed(3)}"/><feComposite operator="in" in2="SourceGraphic"/></filter>`,
      );
    },
    definitions: () =>
      `<defs>${[...known].map(([key, id]) => key.replace('id="?"', `id="${id}"`)).join('')}</defs>`,
  };
}
