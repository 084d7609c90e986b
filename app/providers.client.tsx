"use client";
/** What every page stands in: theme, language, notifications. */
import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { IntlProvider, type Locale } from "use-intl";
import { Notices } from "./_components/notices.client";
import { theme } from "./theme";

/** Times are never written with the provider's zone: components are given the zone they write in. */
export function Providers({ locale, children }: { locale: Locale; children: ReactNode }) {
  return (
    <IntlProvider locale={locale} messages={{}} timeZone="UTC">
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notices />
        {children}
      </MantineProvider>
    </IntlProvider>
  );
}
