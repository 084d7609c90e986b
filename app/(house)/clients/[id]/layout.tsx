/** One client. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function ClientLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["client", "many"]}>{children}</WordsBelow>;
}
