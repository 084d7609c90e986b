/** The work that has to be done by hand. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function WorkLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["work", "many", "installers", "causes"]}>{children}</WordsBelow>;
}
