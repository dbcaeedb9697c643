import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { BLEED, type PictureSpec, svgOf, type View } from './compose';
import { HEIGHT, WIDTH } from './drawing/stage';

/** The file a view is kept in: `lot-01.webp`, `lot-01-detail.webp`, `lot-01-scale.webp`. */
export const pictureFile = (id: string, view: View): string =>
  view === 'whole' ? `${id}.webp` : `${id}-${view}.webp`;

/** The most a picture may weigh, in bytes: a sale page shows two dozen at once. */
export const BYTES_MAX: Record<View, number> = { whole: 80_000, detail: 76_000, scale: 60_000 };
const QUALITIES = [84, 78, 70, 62, 54, 46, 38, 30];

/** One view of a lot as WebP, at the best quality that keeps within its weight. */
export async function renderView(spec: PictureSpec, view: View): Promise<Buffer> {
  const pixels = await sharp(Buffer.from(svgOf(spec, view)))
    .extract({ left: BLEED, top: BLEED, width: WIDTH, height: HEIGHT })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = pixels.info;
  for (const quality of QUALITIES) {
    const webp = await sharp(pixels.data, { raw: { width, height, channels } })
      .webp({ quality, effort: 5, smartSubsample: true })
      .toBuffer();
    if (webp.length <= BYTES_MAX[view]) return webp;
  }
  throw new Error(`${spec.id} ${view}: over ${BYTES_MAX[view]} bytes even at the lowest quality`);
}

/** Draws the given views of the given lots into `folder`; `told` hears of each file. */
export async function renderAll(
  specs: readonly PictureSpec[],
  views: readonly View[],
  folder: string,
  told: (file: string, bytes: number) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const spec of specs)
    await Promise.all(
      views.map(async (view) => {
        const webp = await renderView(spec, view);
        const file = pictureFile(spec.id, view);
        await writeFile(join(folder, file), webp);
        told(file, webp.length);
      }),
    );
}
