"use client";
/** What every page stands in: theme, language, notifications. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import en from "@/messages/en.json";
import { theme } from "./theme";

const catalogues = { en };

/** Times are never written with the provider's zone: components are given the zone they write in. */
export function Providers({ locale, children }: { locale: keyof typeof catalogues; children: ReactNode }) {
  return (
    <IntlProvider locale={locale} messages={catalogues[locale]} timeZone="UTC">
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notifications position="bottom-right" />
        {children}
      </MantineProvider>
    </IntlProvider>
  );
}
