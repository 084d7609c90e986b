/** One import. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function ImportLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["import"]}>{children}</WordsBelow>;
}
