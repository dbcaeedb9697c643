'use client';

import { Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { useTranslations } from 'use-intl/react';
import { type ChartRow, isAlone, lastValueIndex, SHOWN_MS } from './series';

/** One line of a chart; its dash tells it apart, its label stands at its end. */
export interface ChartLine {
  name: string;
  label: string;
  dash?: string;
}

const MINUTES = [-5, -4, -3, -2, -1, 0];
const TICK = { fill: 'var(--ink-2)', fontSize: 12 };
const HEIGHT = 160;
/** Room at the right for the labels of the lines. */
const LABEL_WIDTH = 84;

/** What the chart hands to a dot or label, of which only these are read. */
interface Point {
  cx?: number | string | undefined;
  cy?: number | string | undefined;
  x?: number | string | undefined;
  y?: number | string | undefined;
  index?: number | undefined;
}

/** Two lines that end together keep their labels apart, and off the axis below them. */
const labelShift = (place: number, count: number) => (count === 1 || place > 0 ? 3 : -11);

/** Lines over five minutes from a zero baseline; missing data is a gap (LOOK 4). */
export function Chart(props: {
  title: string;
  rows: ChartRow[];
  lines: readonly ChartLine[];
  format: (value: number) => string;
}) {
  const { title, rows, lines, format } = props;
  const t = useTranslations('operations.charts');
  const spoken = lines.map(({ name, label }) => {
    const value = rows[lastValueIndex(rows, name)]?.[name];
    return t('latest', {
      series: label,
      value: typeof value === 'number' ? format(value) : t('noValue'),
    });
  });
  return (
    <figure aria-label={`${title}: ${spoken.join(', ')}`}>
      <figcaption className="type-label pb-1">{title}</figcaption>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart
          data={rows}
          accessibilityLayer={false}
          margin={{ top: 26, right: LABEL_WIDTH, bottom: 0, left: 0 }}
        >
          <XAxis
            dataKey="agoS"
            type="number"
            domain={[-SHOWN_MS / 1_000, 0]}
            ticks={MINUTES.map((minute) => minute * 60)}
            tickFormatter={(s: number) =>
              s === 0 ? t('now') : t('ago', { minutes: `−${-s / 60}` })
            }
            interval={0}
            tick={TICK}
            tickSize={4}
            stroke="var(--line-strong)"
          />
          <YAxis
            width={44}
            domain={[0, (most: number) => Math.max(1, most)]}
            tickCount={3}
            allowDecimals={false}
            tickFormatter={format}
            tick={TICK}
            axisLine={false}
            tickLine={false}
          />
          {lines.map((line, place) => {
            const { name, label, dash = '' } = line;
            const last = lastValueIndex(rows, name);
            return (
              <Line
                key={name}
                dataKey={name}
                type="linear"
                stroke={place === 0 ? 'var(--ink)' : 'var(--ink-2)'}
                strokeWidth={2}
                strokeDasharray={dash}
                connectNulls={false}
                isAnimationActive={false}
                activeDot={false}
                dot={({ cx, cy, index = 0 }: Point) =>
                  isAlone(rows, name, index) ? (
                    <circle key={index} cx={cx} cy={cy} r={1.5} fill="var(--ink)" />
                  ) : (
                    <g key={index} />
                  )
                }
                label={({ x, y, index }: Point) =>
                  index === last ? (
                    <text
                      key={index}
                      x={Number(x) + 6}
                      y={Number(y) + labelShift(place, lines.length)}
                      fontSize={12}
                      fill={place === 0 ? 'var(--ink)' : 'var(--ink-2)'}
                    >
                      {`${label} ${format(Number(rows[last]?.[name] ?? 0))}`}
                    </text>
                  ) : (
                    <g key={index} />
                  )
                }
              />
            );
          })}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  );
}
