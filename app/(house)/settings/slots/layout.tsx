/** The settings about slots. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function SlotSettingsLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["slots"]}>{children}</WordsBelow>;
}
