/** Which words go to the browser: only the namespaces that the client components of a page ask for. */
import type { ReactNode } from "react";
import type { Messages as BrowserMessages } from "use-intl";
import { messagesOf } from "@/lib/platform/words";
import { MoreWords } from "./more-words.client";

/**
 * Hands the browser these namespaces, beside what stands around it. Every layout and page hands out what the client
 * components in it use; a test walks the imports and finds what is missing.
 */
export function WordsBelow({
  of,
  children,
}: {
  of: readonly (keyof BrowserMessages)[];
  children: ReactNode;
}) {
  const all = messagesOf("en");
  const messages = Object.fromEntries(of.map((namespace) => [namespace, all[namespace]]));
  return <MoreWords messages={messages}>{children}</MoreWords>;
}
