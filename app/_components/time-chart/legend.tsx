/** Which colour of a chart is what. */
import classes from "./time-chart.module.css";

export function ChartLegend({ of }: { of: readonly { label: string; color: string }[] }) {
  return (
    <ul className={classes.legend} aria-hidden>
      {of.map(({ label, color }) => (
        <li key={label}>
          <span style={{ background: color }} />
          {label}
        </li>
      ))}
    </ul>
  );
}
