"use client";
/**
 * A chart over time, drawn by the server: it is there before any code is. The code that comes later only shows the words of
 * the column under the pointer. A table beside it says the same to who cannot see it.
 */
import { type PointerEvent, type ReactNode, useId, useState } from "react";
import { areaPath, dotsPath, type Joint, labelledColumns, linePath } from "./scale";
import classes from "./time-chart.module.css";

/** `null`: nothing is known there, and nothing is drawn. */
export interface Series {
  values: readonly (number | null)[];
  /** A CSS colour. */
  color: string;
  joint: Joint;
  /** `area` fills what is below; `dashed` is a line that only compares. */
  look: "area" | "dashed";
  dots?: boolean;
}

interface Mark {
  label: string;
  /** Across at this value, or upright at this column. */
  at: { value: number } | { column: number };
}

interface TimeChartProps {
  /** Pixels, with the labels below. */
  height: number;
  /** Pixels that the numbers at the left take. */
  gutter: number;
  /** What is written below each column, as far as there is room. */
  columns: readonly string[];
  /** From 0 upwards. */
  ticks: readonly number[];
  locale: string;
  series: readonly Series[];
  marks?: readonly Mark[];
  /** The words of a column. */
  tooltip(column: number): ReactNode;
  onPick?(column: number): void;
}

const share = (part: number, whole: number) => `${(100 * part) / whole}%`;

export function TimeChart(props: TimeChartProps) {
  const { columns, ticks, series, marks = [], locale } = props;
  const [active, setActive] = useState<number | null>(null);
  const top = ticks.at(-1) ?? 1;
  const last = Math.max(1, columns.length - 1);
  const fromLeft = (column: number) => share(column, last);
  const fromTop = (value: number) => share(top - value, top);

  function columnAt(event: PointerEvent<HTMLElement>): number {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const column = Math.round(((event.clientX - left) / width) * last);
    return Math.min(Math.max(column, 0), columns.length - 1);
  }

  return (
    <div className={classes.chart} style={{ height: props.height, paddingLeft: props.gutter }} aria-hidden>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the table beside it has the links */}
      <div
        className={classes.plot}
        data-picks={props.onPick ? true : undefined}
        onPointerMove={(event) => setActive(columnAt(event))}
        onPointerDown={(event) => setActive(columnAt(event))}
        onPointerLeave={() => setActive(null)}
        onClick={() => active !== null && props.onPick?.(active)}
      >
        {ticks.map((tick) => (
          <div key={tick} className={classes.tick} style={{ top: fromTop(tick) }}>
            <span>{tick.toLocaleString(locale)}</span>
          </div>
        ))}
        <svg className={classes.drawing} viewBox={`0 0 ${last} ${top}`} preserveAspectRatio="none">
          <title>{""}</title>
          {series.map((each) => (
            <SeriesPaths key={each.color} series={each} top={top} />
          ))}
        </svg>
        {marks.map(({ label, at }) =>
          "value" in at ? (
            <div key={label} className={classes.across} style={{ top: fromTop(at.value) }}>
              <span>{label}</span>
            </div>
          ) : (
            <div key={label} className={classes.upright} style={{ left: fromLeft(at.column) }}>
              <span>{label}</span>
            </div>
          ),
        )}
        {active !== null && (
          <>
            <div className={classes.cursor} style={{ left: fromLeft(active) }} />
            {series.map(({ color, look, values }) => {
              const value = values[active];
              return look === "dashed" || value === null || value === undefined ? null : (
                <div
                  key={color}
                  className={classes.activeDot}
                  style={{ left: fromLeft(active), top: fromTop(value), background: color }}
                />
              );
            })}
            <div
              className={classes.words}
              style={active > last / 2 ? { right: share(last - active, last) } : { left: fromLeft(active) }}
            >
              {props.tooltip(active)}
            </div>
          </>
        )}
        {labelledColumns(columns).map(({ column, fromWidth }) => (
          <span
            key={column}
            className={classes.label}
            data-from={fromWidth || undefined}
            data-edge={column === 0 ? "start" : column === last ? "end" : undefined}
            style={{ left: fromLeft(column) }}
          >
            {columns[column]}
          </span>
        ))}
      </div>
    </div>
  );
}

function SeriesPaths({ series, top }: { series: Series; top: number }) {
  const gradient = useId();
  const { values, color, joint, look, dots } = series;
  return (
    <>
      {look === "area" && (
        <>
          <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0%" stopColor={color} stopOpacity={0.26} />
            <stop offset="100%" stopColor={color} stopOpacity={joint === "linear" ? 0.02 : 0.18} />
          </linearGradient>
          <path d={areaPath(values, top, joint)} fill={`url(#${gradient})`} />
        </>
      )}
      <path
        d={linePath(values, top, joint)}
        className={classes.line}
        stroke={color}
        strokeDasharray={look === "dashed" ? "5 4" : undefined}
      />
      {dots && <path d={dotsPath(values, top)} className={classes.dots} stroke={color} />}
    </>
  );
}
