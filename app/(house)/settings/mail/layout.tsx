/** The words of the page. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function MailLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["channels"]}>{children}</WordsBelow>;
}
