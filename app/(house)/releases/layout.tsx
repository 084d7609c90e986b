/** The releases of an appliance. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function ReleasesLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["releases", "proposals"]}>{children}</WordsBelow>;
}
