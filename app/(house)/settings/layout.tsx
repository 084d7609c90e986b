/** The settings' own way around: appliances, feeds, policy, slots, channels, mail, heartbeat, people, API keys. */
import type { ReactNode } from "react";
import { PageHeader } from "@/app/_components/page-header";
import { PageTabs } from "@/app/_components/page-tabs.client";
import { WordsBelow } from "@/app/_components/words-below";
import { pageContext } from "@/app/_web/session";
import { appliancesFor, may } from "@/lib/access/may";
import { words } from "@/lib/platform/words";

const t = words("settings");

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { actor } = await pageContext();
  return (
    <>
      <PageHeader title={t("title")} />
      <PageTabs
        label={t("title")}
        tabs={[
          { href: "/settings/appliances", title: t("tabs.appliances") },
          { href: "/settings/feeds", title: t("tabs.feeds"), deep: true },
          { href: "/settings/policy", title: t("tabs.policy") },
          { href: "/settings/slots", title: t("tabs.slots") },
          ...(appliancesFor(actor, "channel.read").length > 0
            ? [{ href: "/settings/channels", title: t("tabs.channels"), deep: true }]
            : []),
          ...(may(actor, "channel.manage", null)
            ? [
                { href: "/settings/mail", title: t("tabs.mail") },
                { href: "/settings/heartbeat", title: t("tabs.heartbeat") },
              ]
            : []),
          ...(may(actor, "people.manage", null)
            ? [{ href: "/settings/people", title: t("tabs.people") }]
            : []),
          ...(may(actor, "key.manage", null) ? [{ href: "/settings/api-keys", title: t("tabs.keys") }] : []),
        ]}
      />
      <WordsBelow of={["settings"]}>{children}</WordsBelow>
    </>
  );
}
