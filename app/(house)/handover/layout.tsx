/** The words of the page. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function HandoverLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["digest"]}>{children}</WordsBelow>;
}
