/** Everything about alerts: the inbox, incidents, rules, announced upgrades. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function AlertsLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["alerts"]}>{children}</WordsBelow>;
}
