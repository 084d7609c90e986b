/** The way around alerts. */
import type { ReactNode } from "react";
import { PageHeader } from "@/app/_components/page-header";
import { PageTabs } from "@/app/_components/page-tabs.client";
import { words } from "@/lib/platform/words";

const t = words("alerts");

export default function AlertListsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <PageTabs
        label={t("title")}
        tabs={[
          { href: "/alerts", title: t("tabs.inbox") },
          { href: "/alerts/rules", title: t("tabs.rules") },
          { href: "/alerts/upgrades", title: t("tabs.upgrades") },
        ]}
      />
      {children}
    </>
  );
}
