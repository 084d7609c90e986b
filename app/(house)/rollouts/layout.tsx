/** A rollout: its members, its slots, its plan. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function RolloutsLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["rollout", "slots"]}>{children}</WordsBelow>;
}
