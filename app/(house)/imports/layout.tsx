/** The list of imports, and each of them. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function ImportsLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["imports"]}>{children}</WordsBelow>;
}
