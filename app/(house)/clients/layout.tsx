/** The list of clients, and each of them. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function ClientsLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["clients", "movers", "many"]}>{children}</WordsBelow>;
}
