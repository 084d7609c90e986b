/** One's own account. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function AccountLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["access", "digest"]}>{children}</WordsBelow>;
}
