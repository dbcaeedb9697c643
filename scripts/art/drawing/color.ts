const clamp01 = (value: number) => Math.min(1, Math.max(0, value));

function linearRgb(l: number, c: number, h: number): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

const fits = (rgb: readonly number[]) => rgb.every((v) => v >= -0.001 && v <= 1.001);

/** Hex colour of an OKLCH value (l 0–1, c about 0–0.3, h degrees); chroma yields where sRGB ends. */
export function oklch(l: number, c: number, h: number): string {
  const light = clamp01(l);
  let chroma = c;
  let rgb = linearRgb(light, chroma, h);
  while (!fits(rgb) && chroma > 0.002) {
    chroma *= 0.92;
    rgb = linearRgb(light, chroma, h);
  }
  const channel = (v: number) => {
    const x = clamp01(v);
    const encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${rgb.map(channel).join('')}`;
}

/** A colour as lightness, chroma and hue, so that shading can move the lightness alone. */
export type Lch = { readonly l: number; readonly c: number; readonly h: number };

/** Hex of a colour moved in lightness (`dl`) and scaled in chroma. */
export const tone = (color: Lch, dl = 0, chromaScale = 1): string =>
  oklch(color.l + dl, color.c * chromaScale, color.h);
