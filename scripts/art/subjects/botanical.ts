import { type Lch, oklch } from '../drawing/color';
import { framed } from '../drawing/frame';
import { n } from '../drawing/path';
import type { Drawing, Easel } from '../subject';
import { BARK, blossom, branch, cutFruit, frond, fruit, leaf, type Plot, pod } from './plant';

export interface BotanicalOptions {
  readonly plant: 'camellia' | 'lemon' | 'poppy';
  readonly wood: Lch;
}

const W = 660;
const H = 900;

/** A hand-coloured plate of one plant on laid paper, matted and framed; no lettering. */
export function botanical(options: BotanicalOptions): (easel: Easel) => Drawing {
  return ({ sheet, chance }) => {
    const plot: Plot = {
      sheet,
      chance,
      green: { l: 0.5, c: 0.085, h: 140 + chance.between(-10, 10) },
    };
    const plant = { camellia, lemon, poppy }[options.plant](plot);
    const all = `<rect width="${W}" height="${H}"`;
    const foxing = sheet.noise({ frequency: '.011', color: '#9a6b32', strength: 2.6, cut: 0.6 });
    const laid = sheet.noise({ frequency: '.02 .7', color: '#7a6a4c', strength: 1.3, cut: 0.45 });
    const art = [
      `${all} fill="${oklch(0.935, 0.026, 88)}"/>${all} filter="${foxing}" opacity=".16"/>`,
      `<rect x="26" y="26" width="${W - 52}" height="${H - 52}" fill="none" stroke="${oklch(0.45, 0.03, 70)}" stroke-width="2"/>`,
      `<rect x="34" y="34" width="${W - 68}" height="${H - 68}" fill="none" stroke="${oklch(0.45, 0.03, 70)}" stroke-width="1"/>`,
      `<g transform="${options.plant === 'poppy' ? 'translate(24 -38)' : ''}">${plant}</g>`,
      `${all} filter="${laid}" opacity=".14"/>`,
    ].join('');
    const box = { x: (1200 - W) / 2, y: 262, w: W, h: H };
    return {
      ...framed(sheet, { box, mat: 86, frame: 20, wood: options.wood, art }),
      standing: false,
      focus: [box.x + W * 0.5, box.y + H * 0.4],
      sizePx: H,
    };
  };
}

function camellia(plot: Plot): string {
  const rose: Lch = { l: 0.62, c: 0.15, h: 14 + plot.chance.between(-10, 10) };
  const main = branch(
    [
      [250, 830],
      [300, 690],
      [278, 560],
      [340, 420],
      [330, 270],
      [380, 150],
    ],
    17,
    BARK,
  );
  const twig = branch(
    [
      [290, 610],
      [400, 560],
      [480, 470],
    ],
    10,
    BARK,
  );
  const rings = [
    [7, 1],
    [6, 0.82],
    [6, 0.6],
    [5, 0.4],
  ] as const;
  const leaves = (
    [
      [300, 700, 0.35, 190],
      [286, 640, 2.6, 180],
      [310, 480, 3.4, 170],
      [345, 360, -0.5, 175],
      [332, 300, -2.7, 165],
      [378, 160, -1.1, 120],
      [470, 480, 0.5, 150],
      [440, 525, 1.5, 150],
      [364, 200, -2.3, 120],
      [276, 770, 2.9, 140],
    ] as const
  )
    .map(([x, y, a, l]) => leaf(plot, [x, y], a, l, l * 0.46))
    .join('');
  return [
    main.svg,
    twig.svg,
    leaves,
    blossom(plot, [250, 480], 128, rose, rings),
    blossom(plot, [470, 380], 104, { ...rose, l: rose.l + 0.06 }, rings),
    blossom(plot, [392, 196], 62, { ...rose, l: rose.l - 0.04 }, [
      [5, 1],
      [4, 0.7],
    ]),
  ].join('');
}

function lemon(plot: Plot): string {
  const rind: Lch = { l: 0.84, c: 0.15, h: 96 + plot.chance.between(-6, 4) };
  const main = branch(
    [
      [520, 90],
      [430, 190],
      [390, 330],
      [300, 440],
      [250, 560],
    ],
    15,
    BARK,
  );
  const twig = branch(
    [
      [395, 320],
      [480, 400],
      [500, 500],
    ],
    9,
    BARK,
  );
  const leaves = (
    [
      [480, 130, 0.5, 150],
      [440, 180, 2.7, 190],
      [405, 270, 0.1, 190],
      [390, 330, 3.0, 200],
      [330, 410, 2.5, 170],
      [310, 430, 0.9, 150],
      [490, 440, 0.1, 130],
      [260, 540, 2.6, 150],
    ] as const
  )
    .map(([x, y, a, l]) => leaf(plot, [x, y], a, l, l * 0.42))
    .join('');
  const flowers = (
    [
      [452, 168, 50],
      [300, 420, 44],
    ] as const
  )
    .map(([x, y, s]) => blossom(plot, [x, y], s, { l: 0.95, c: 0.018, h: 60 }, [[5, 1]]))
    .join('');
  return (
    main.svg +
    twig.svg +
    leaves +
    fruit(plot, [262, 655], 112, rind, 0.12) +
    fruit(plot, [505, 585], 96, rind, -0.16) +
    flowers +
    cutFruit(plot, [430, 775], 74, rind)
  );
}

function poppy(plot: Plot): string {
  const red: Lch = { l: 0.62, c: 0.18, h: 36 + plot.chance.between(-8, 8) };
  const stems = (
    [
      [
        [330, 850],
        [318, 640],
        [270, 450],
        [262, 300],
      ],
      [
        [350, 850],
        [372, 660],
        [450, 500],
        [462, 410],
      ],
      [
        [340, 850],
        [345, 600],
        [372, 330],
        [360, 170],
      ],
      [
        [322, 850],
        [260, 720],
        [170, 620],
        [160, 555],
      ],
    ] as const
  )
    .map((points) => branch(points, 7, { ...plot.green, l: 0.52 }).svg)
    .join('');
  const lobed = (
    [
      [335, 800, -2.5, 210],
      [345, 790, -0.6, 220],
      [325, 830, 3.0, 190],
      [355, 830, -0.1, 190],
    ] as const
  )
    .map(([x, y, a, l]) => frond(plot, [x, y], a, l))
    .join('');
  const heart = (x: number, y: number, r: number) =>
    `<circle cx="${x}" cy="${y}" r="${r}" fill="${oklch(0.3, 0.04, 320)}"/><circle cx="${x}" cy="${y}" r="${n(r * 0.5)}" fill="${oklch(0.62, 0.07, 130)}"/>`;
  return [
    stems,
    lobed,
    blossom(plot, [262, 300], 142, red, [
      [4, 1],
      [4, 0.74],
    ]),
    heart(262, 300, 21),
    blossom(plot, [462, 408], 108, { ...red, l: 0.66 }, [
      [4, 1],
      [4, 0.72],
    ]),
    heart(462, 408, 17),
    pod(plot, [360, 168]),
    pod(plot, [160, 552]),
  ].join('');
}
