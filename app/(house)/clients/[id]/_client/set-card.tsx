/** What people have said about a client beside the exports. */
import { Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { Terms } from "@/app/_components/terms";
import { words } from "@/lib/platform/words";
import type { ClientDetail } from "@/lib/rollout/clients/client-detail";
import { EditButton } from "./edit-button.client";

const t = words("client");
const common = words("common");

/** Renders the facts; `mayChange` adds the way to change them. */
export function SetCard({ client, mayChange }: { client: ClientDetail; mayChange: boolean }) {
  const {
    id,
    name,
    kind,
    installMethod,
    preReleaseMsiPushed,
    site,
    owner,
    tags,
    securityProviders,
    plannedRetirementOn,
    priority,
  } = client;
  return (
    <Card
      title={t("set")}
      aside={
        mayChange && (
          <EditButton
            client={{
              id,
              name,
              kind,
              installMethod,
              preReleaseMsiPushed,
              site,
              owner,
              tags,
              securityProviders,
              plannedRetirementOn,
              priority,
            }}
          />
        )
      }
    >
      <Text size="sm" c="var(--quiet)" mb="xs">
        {t("setHint")}
      </Text>
      <Terms
        terms={[
          [t("installMethod"), installMethod && t(`installMethods.${installMethod}`)],
          [
            t("preReleaseMsiPushed"),
            preReleaseMsiPushed === null ? null : common(preReleaseMsiPushed ? "yes" : "no"),
          ],
          [t("site"), site],
          [t("owner"), owner],
          [t("tags"), tags.join(", ")],
          [t("securityProviders"), securityProviders.join(", ")],
          [t("plannedRetirementOn"), plannedRetirementOn],
          [t("priority"), priority === 0 ? null : String(priority)],
        ]}
      />
    </Card>
  );
}
