/** The channels, and each of them. */
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";

export default function ChannelsLayout({ children }: { children: ReactNode }) {
  return <WordsBelow of={["channels"]}>{children}</WordsBelow>;
}
