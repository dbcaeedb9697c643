import { type Point, petal, steps } from '../drawing/path';
import type { Brush } from './cobalt';

/** Far hills, near rocks with pines, a boat: pale washes behind, dark ones in front. */
export function landscape(brush: Brush): void {
  hills(brush);
  pines(brush);
  boat(brush);
}

/** Ranges of hills with a few folds each. */
function hills(brush: Brush): void {
  for (const [angle, width, height, t, depth] of [
    [-0.95, 250, 150, 0.73, 0.18],
    [0.35, 330, 190, 0.735, 0.14],
    [1.05, 240, 150, 0.74, 0.22],
    [-0.42, 210, 118, 0.76, 0.34],
    [0.85, 230, 110, 0.8, 0.46],
    [-0.8, 260, 96, 0.84, 0.6],
  ] as const) {
    const ridge = steps(24).map(
      (s): Point => [
        (s - 0.5) * width,
        -height * Math.sin(Math.PI * s) ** 1.6 * (0.82 + 0.18 * Math.sin(s * 23 + angle * 9)),
      ],
    );
    brush.wash(angle, t, ridge, depth, depth > 0.3);
    for (const k of [0.3, 0.45, 0.6]) {
      const fold = steps(6).map(
        (s): Point => [
          (k - 0.5) * width + s * width * 0.08,
          -height * Math.sin(Math.PI * k) ** 1.6 * (0.8 - s * 0.55),
        ],
      );
      brush.stroke(angle, t, fold, 3, depth + 0.25);
    }
  }
}

/** Pines on the near slopes: a bent trunk, needles in four clouds. */
function pines(brush: Brush): void {
  for (const [angle, t, tall] of [
    [-0.92, 0.79, 130],
    [-0.72, 0.81, 100],
    [0.92, 0.77, 112],
  ] as const) {
    brush.stroke(
      angle,
      t,
      steps(8).map((s): Point => [Math.sin(s * 2.6) * 12, -tall * s]),
      6,
      1,
    );
    for (const [dx, y, w] of [
      [-14, 1, 72],
      [16, 0.8, 62],
      [-6, 0.62, 52],
      [20, 0.48, 40],
    ] as const)
      brush.wash(angle, t, petal([dx - w / 2, -tall * y], 0, w, 24, 0.9), 0.85, false);
  }
}

/** Ripples, and a boat with a small sail. */
function boat(brush: Brush): void {
  for (let i = 0; i < 7; i++)
    brush.stroke(
      0.05 + (i % 3) * 0.13,
      0.79 + i * 0.011,
      [
        [-44 + i * 4, 0],
        [36 - i * 3, 0],
      ],
      2.6,
      0.5,
    );
  const hull = petal([-52, 0], 0, 104, 26, 1).filter(([, y]) => y >= -1);
  brush.wash(0.12, 0.772, hull, 0.9);
  brush.stroke(
    0.12,
    0.772,
    [
      [6, 0],
      [10, -62],
    ],
    3.4,
    1,
  );
  brush.wash(
    0.12,
    0.772,
    [
      [12, -60],
      [44, -34],
      [40, -10],
      [12, -12],
    ],
    0.3,
  );
}
