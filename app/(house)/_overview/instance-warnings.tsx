/** What is wrong with Rollcall itself, above everything it says. */
import { Alert, List, ListItem } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { exactText } from "@/app/_components/instant-text";
import { TextLink } from "@/app/_components/link.client";
import { words } from "@/lib/platform/words";
import type { InstanceWarning } from "@/lib/rollout/overview/instance-warnings";

const t = words("overview");

/** Renders the warnings, or nothing. Times are in UTC: they are the machine's, not an appliance's. */
export function InstanceWarnings({ warnings }: { warnings: readonly InstanceWarning[] }) {
  if (warnings.length === 0) return null;
  return (
    <Alert
      color="orange"
      variant="light"
      title={t("instanceTitle")}
      icon={<IconAlertTriangle aria-hidden />}
      role="alert"
    >
      <List size="sm" spacing={4}>
        {warnings.map((warning) => (
          <ListItem key={warning.code === "secret_unreadable" ? warning.applianceId : warning.code}>
            <WarningWords warning={warning} />
          </ListItem>
        ))}
      </List>
    </Alert>
  );
}

function WarningWords({ warning }: { warning: InstanceWarning }) {
  switch (warning.code) {
    case "disk_full":
      return t("diskFull");
    case "clock_went_back":
      return t("clockWentBack", { when: exactText(warning.at, "UTC", "en") });
    case "secret_unreadable":
      return t.rich("secretUnreadable", {
        appliance: warning.appliance,
        link: (text) => (
          <TextLink href={`/settings/slots?applianceId=${warning.applianceId}`} size="sm">
            {text}
          </TextLink>
        ),
      });
  }
}
