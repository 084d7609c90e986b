"use client";
/** Adds words to those that are known around it. */
import { type ReactNode, useMemo } from "react";
import { IntlProvider, type Messages, useLocale, useMessages, useTimeZone } from "use-intl";

export function MoreWords({ messages, children }: { messages: Partial<Messages>; children: ReactNode }) {
  const known = useMessages();
  const locale = useLocale();
  const timeZone = useTimeZone();
  const all = useMemo(() => ({ ...known, ...messages }), [known, messages]);
  return (
    <IntlProvider locale={locale} messages={all} {...(timeZone ? { timeZone } : {})}>
      {children}
    </IntlProvider>
  );
}
