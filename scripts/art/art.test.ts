import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import catalogue from '../../demo/catalogue.json';
import type { DemoCatalogue } from '../../demo/catalogue-types';
import { svgOf, VIEWS } from './compose';
import { LOTS } from './lots';
import { BYTES_MAX, pictureFile } from './render';

const { sale, lots }: DemoCatalogue = catalogue;
const folder = fileURLToPath(new URL('../../public', import.meta.url));
const pictures = lots.flatMap((lot) => lot.pictures);

describe('drawing', () => {
  it.each(LOTS.map((spec) => [spec.id, spec] as const))(
    '%s drawn twice is the same SVG, without lettering, every number finite',
    (_, spec) => {
      const first = svgOf(spec, 'whole');
      expect(svgOf(spec, 'whole')).toBe(first);
      expect(first).not.toMatch(/<text|NaN|Infinity|undefined/);
    },
  );

  it('another seed draws another picture of the same subject', () => {
    const [spec] = LOTS;
    expect(spec).toBeDefined();
    if (spec) expect(svgOf({ ...spec, id: 'lot-99' }, 'whole')).not.toBe(svgOf(spec, 'whole'));
  });
});

describe('the demo catalogue', () => {
  it('numbers its lots from one and draws each of them in every view', () => {
    expect(lots.map((lot) => lot.number)).toEqual(lots.map((_, i) => i + 1));
    expect(pictures).toEqual(
      LOTS.flatMap((spec) => VIEWS.map((view) => `/art/${pictureFile(spec.id, view)}`)),
    );
  });

  it('names the length that each scale bar was drawn for', () => {
    expect(lots.map((lot) => lot.scaleBarCm)).toEqual(LOTS.map((spec) => spec.barCm));
  });

  it('states the size that each picture is drawn to, in both languages', () => {
    for (const [i, spec] of LOTS.entries()) {
      const size = `${spec.sizeCm}`;
      expect(lots[i]?.description.en).toContain(`${size} cm`);
      expect(lots[i]?.description.zh).toContain(`${size}厘米`);
    }
  });

  it('asks prices in order: start below the low estimate, reserve between them', () => {
    for (const lot of lots) {
      expect(lot.startMinor).toBeLessThan(lot.estimateLowMinor);
      expect(lot.estimateLowMinor).toBeLessThan(lot.estimateHighMinor);
      if (lot.reserveMinor === null) continue;
      expect(lot.reserveMinor).toBeGreaterThan(lot.startMinor);
      expect(lot.reserveMinor).toBeLessThanOrEqual(lot.estimateLowMinor);
    }
  });

  it('says everything in English and in Chinese, with full-width punctuation in Chinese', () => {
    const texts = [sale.title, sale.description, sale.terms].concat(
      lots.flatMap((lot) => [lot.title, lot.description, lot.condition, lot.caption]),
    );
    for (const { en, zh } of texts) {
      expect(en).toMatch(/^[A-Z0-9][\x20-\x7e]+$/);
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(zh).not.toMatch(/[,;:!?()]|\.(?!\d)/);
    }
  });
});

describe('the committed pictures', () => {
  it('are WebP of 1200 × 1500 within their weight, one for each path and none left over', async () => {
    let total = 0;
    for (const path of pictures) {
      const bytes = await readFile(`${folder}${path}`);
      const { format, width, height } = await sharp(bytes).metadata();
      expect({ path, format, width, height }).toEqual({
        path,
        format: 'webp',
        width: 1200,
        height: 1500,
      });
      const view = VIEWS.find((name) => path.includes(`-${name}.`)) ?? 'whole';
      expect(bytes.length, path).toBeLessThanOrEqual(BYTES_MAX[view]);
      total += bytes.length;
    }
    expect(total).toBeLessThan(5 * 1024 * 1024);
    expect((await readdir(`${folder}/art`)).map((file) => `/art/${file}`).sort()).toEqual(
      [...pictures].sort(),
    );
  });
});
