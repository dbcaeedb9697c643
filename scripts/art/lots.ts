import type { PictureSpec } from './compose';
import { blueAndWhite } from './subjects/blue-and-white';
import { botanical } from './subjects/botanical';
import { camera } from './subjects/camera';
import { celadon } from './subjects/celadon';
import { chair } from './subjects/chair';
import { clock } from './subjects/clock';
import { mountains } from './subjects/mountains';
import { painting } from './subjects/painting';
import { ring } from './subjects/ring';
import { rug } from './subjects/rug';
import { teapot } from './subjects/teapot';
import { watch } from './subjects/watch';

/** How every lot of the demo sale is pictured, in catalogue order. */
export const LOTS: readonly PictureSpec[] = [
  {
    id: 'lot-01',
    stage: 'celadon',
    sizeCm: 28.5,
    barCm: 10,
    draw: celadon({ shape: 'bottle', glaze: [0.76, 0.05, 160], decoration: 'crackle' }),
  },
  {
    id: 'lot-02',
    stage: 'umber',
    sizeCm: 33,
    barCm: 10,
    draw: celadon({ shape: 'plum', glaze: [0.66, 0.065, 138], decoration: 'carved' }),
  },
  {
    id: 'lot-03',
    stage: 'slate',
    sizeCm: 25,
    barCm: 10,
    draw: celadon({ shape: 'mallet', glaze: [0.8, 0.035, 205], decoration: 'plain' }),
  },
  { id: 'lot-04', stage: 'sand', sizeCm: 34, barCm: 10, draw: blueAndWhite({ shape: 'jar' }) },
  { id: 'lot-05', stage: 'chalk', sizeCm: 36, barCm: 10, draw: blueAndWhite({ shape: 'bottle' }) },
  { id: 'lot-06', stage: 'mist', sizeCm: 31, barCm: 10, draw: blueAndWhite({ shape: 'gourd' }) },
  {
    id: 'lot-07',
    stage: 'sand',
    sizeCm: 19,
    barCm: 10,
    draw: teapot({ body: 'round', clay: [0.5, 0.075, 34] }),
  },
  {
    id: 'lot-08',
    stage: 'slate',
    sizeCm: 20,
    barCm: 10,
    draw: teapot({ body: 'broad', clay: [0.68, 0.075, 72] }),
  },
  { id: 'lot-09', stage: 'celadon', sizeCm: 18.5, barCm: 5, draw: clock({ build: 'carriage' }) },
  {
    id: 'lot-10',
    stage: 'mist',
    sizeCm: 29,
    barCm: 10,
    draw: clock({ build: 'arched', wood: { l: 0.36, c: 0.07, h: 42 } }),
  },
  {
    id: 'lot-11',
    stage: 'slate',
    sizeCm: 3.9,
    barCm: 1,
    draw: watch({
      dial: { l: 0.36, c: 0.09, h: 258 },
      metal: 'steel',
      strap: { l: 0.42, c: 0.07, h: 48 },
      counters: 1,
    }),
  },
  {
    id: 'lot-12',
    stage: 'sand',
    sizeCm: 3.8,
    barCm: 1,
    draw: watch({
      dial: { l: 0.92, c: 0.02, h: 88 },
      metal: 'rose',
      strap: { l: 0.29, c: 0.03, h: 40 },
      counters: 2,
    }),
  },
  {
    id: 'lot-13',
    stage: 'umber',
    sizeCm: 2.1,
    barCm: 1,
    draw: ring({ cut: 'step', stone: { l: 0.5, c: 0.13, h: 158 }, metal: 'gold' }),
  },
  {
    id: 'lot-14',
    stage: 'mist',
    sizeCm: 2,
    barCm: 1,
    draw: ring({ cut: 'oval', stone: { l: 0.46, c: 0.17, h: 264 }, metal: 'steel' }),
  },
  {
    id: 'lot-15',
    stage: 'chalk',
    sizeCm: 54,
    barCm: 20,
    draw: mountains({ hour: 'dawn', mount: 'frame' }),
  },
  {
    id: 'lot-16',
    stage: 'sand',
    sizeCm: 96,
    barCm: 20,
    draw: mountains({ hour: 'night', mount: 'scroll' }),
  },
  {
    id: 'lot-17',
    stage: 'celadon',
    sizeCm: 52,
    barCm: 20,
    draw: mountains({ hour: 'autumn', mount: 'frame' }),
  },
  {
    id: 'lot-18',
    stage: 'mist',
    sizeCm: 88,
    barCm: 20,
    draw: painting({ palette: 'harbour', composition: 'discs' }),
  },
  {
    id: 'lot-19',
    stage: 'chalk',
    sizeCm: 120,
    barCm: 50,
    draw: painting({ palette: 'orchard', composition: 'arches' }),
  },
  {
    id: 'lot-20',
    stage: 'sand',
    sizeCm: 38,
    barCm: 10,
    draw: botanical({ plant: 'camellia', wood: { l: 0.42, c: 0.06, h: 55 } }),
  },
  {
    id: 'lot-21',
    stage: 'celadon',
    sizeCm: 38,
    barCm: 10,
    draw: botanical({ plant: 'lemon', wood: { l: 0.7, c: 0.08, h: 82 } }),
  },
  {
    id: 'lot-22',
    stage: 'mist',
    sizeCm: 36,
    barCm: 10,
    draw: botanical({ plant: 'poppy', wood: { l: 0.27, c: 0.02, h: 60 } }),
  },
  {
    id: 'lot-23',
    stage: 'chalk',
    sizeCm: 182,
    barCm: 50,
    draw: rug({ dyes: 'madder', field: 'medallions' }),
  },
  {
    id: 'lot-24',
    stage: 'umber',
    sizeCm: 176,
    barCm: 50,
    draw: rug({ dyes: 'indigo', field: 'bands' }),
  },
  {
    id: 'lot-25',
    stage: 'celadon',
    sizeCm: 116,
    barCm: 50,
    draw: chair({ pattern: 'yoke', wood: { l: 0.52, c: 0.09, h: 52 } }),
  },
  {
    id: 'lot-26',
    stage: 'sand',
    sizeCm: 104,
    barCm: 50,
    draw: chair({ pattern: 'spindle', wood: { l: 0.4, c: 0.045, h: 172 } }),
  },
  {
    id: 'lot-27',
    stage: 'mist',
    sizeCm: 14,
    barCm: 5,
    draw: camera({ build: 'rangefinder', leather: { l: 0.25, c: 0.012, h: 250 } }),
  },
  {
    id: 'lot-28',
    stage: 'chalk',
    sizeCm: 15.5,
    barCm: 5,
    draw: camera({ build: 'twin-lens', leather: { l: 0.3, c: 0.03, h: 40 } }),
  },
];
