/** A small word with a shape and a colour, in the colours of the states: for what is not a member's state. */
import type { ReactNode } from "react";
import classes from "./state-badge.module.css";

/** What a tone means and whose colours it borrows (theme.css). */
const toneStates = {
  good: "checked_in",
  busy: "upgrading",
  attention: "overdue",
  bad: "needs_redeployment",
  quiet: "excluded",
} as const;
export type Tone = keyof typeof toneStates;

/** The word must say it alone; shape and colour repeat it. */
export function ToneBadge({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.badge} data-state={toneStates[tone]}>
      {icon}
      {children}
    </span>
  );
}
