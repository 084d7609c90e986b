"use client";
/** Members by state as one bar, each part a link to the clients behind it; and the same as a legend with words and numbers. */
import { Tooltip, VisuallyHidden } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "use-intl";
import type { MemberState } from "@/lib/core/member";
import { StateIcon } from "./state-badge";
import classes from "./state-bar.module.css";

export type StateCounts = Readonly<Record<MemberState, number>>;

/** From settled to troubled: what is done stands at the left, what needs a person at the right. */
const barOrder: readonly MemberState[] = [
  "checked_in",
  "upgrading",
  "queued",
  "waiting",
  "overdue",
  "needs_redeployment",
  "excluded",
];

interface StateBarProps {
  counts: StateCounts;
  /** What the bar is about, for people who cannot see it. */
  label: string;
  /** Address of the clients behind each part; without it the bar is a picture only. */
  hrefs?: Readonly<Partial<Record<MemberState, string>>>;
  /** Thickness in pixels. */
  thickness?: number;
}

/**
 * Renders the bar in true proportion. Its parts are for the pointer; whoever uses a keyboard or a screen reader gets
 * the sentence, and the links of the legend or table that stands beside every bar.
 */
export function StateBar({ counts, label, hrefs, thickness = 14 }: StateBarProps) {
  const t = useTranslations("states");
  const common = useTranslations("common");
  const parts = barOrder.filter((state) => counts[state] > 0);
  const total = parts.reduce((sum, state) => sum + counts[state], 0);
  const nameOf = (state: MemberState) => common("stateBarPart", { count: counts[state], state: t(state) });
  const states = total === 0 ? common("barEmpty") : parts.map(nameOf).join(", ");
  return (
    <>
      <VisuallyHidden>{`${label}: ${common("stateBar", { states, total })}`}</VisuallyHidden>
      <div className={classes.bar} style={{ height: thickness }} aria-hidden>
        {parts.map((state) => {
          const style = { flexGrow: counts[state] };
          const href = hrefs?.[state];
          return (
            <Tooltip key={state} label={nameOf(state)}>
              {href ? (
                <Link
                  href={href}
                  prefetch={false}
                  tabIndex={-1}
                  className={classes.part}
                  data-state={state}
                  style={style}
                />
              ) : (
                <span className={classes.part} data-state={state} style={style} />
              )}
            </Tooltip>
          );
        })}
      </div>
    </>
  );
}

/** The numbers of a bar with their shapes and words. States without members are left out unless `all`. */
export function StateLegend({
  counts,
  hrefs,
  all = false,
}: Pick<StateBarProps, "counts" | "hrefs"> & { all?: boolean }) {
  const t = useTranslations("states");
  const common = useTranslations("common");
  return (
    <ul className={classes.legend}>
      {barOrder
        .filter((state) => all || counts[state] > 0)
        .map((state) => {
          const href = hrefs?.[state];
          const content = (
            <>
              <StateIcon state={state} size={16} />
              <strong>{common("number", { value: counts[state] })}</strong>
              <span>{t(state)}</span>
            </>
          );
          return (
            <li key={state}>
              {href && counts[state] > 0 ? (
                <Link href={href} prefetch={false} className={classes.entry}>
                  {content}
                </Link>
              ) : (
                <span className={classes.entry} data-empty={counts[state] === 0 || undefined}>
                  {content}
                </span>
              )}
            </li>
          );
        })}
    </ul>
  );
}
