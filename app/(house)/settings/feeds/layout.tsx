/** The feeds, and each of them. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function FeedsLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["feeds"]}>{children}</WordsBelow>;
}
