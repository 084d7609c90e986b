"use client";
/** Which appliance the pages are about: kept in the address as `applianceId`, so that links and the back button are right. */
import { Button, Menu, Text } from "@mantine/core";
import { IconCheck, IconChevronDown, IconServer } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "use-intl";

export interface SwitchableAppliance {
  id: number;
  name: string;
  hostname: string;
}

/** Pages that exist for every appliance; from any other the switch leads to the overview. */
const switchablePages = ["/", "/clients", "/imports", "/releases", "/settings/policy"];

/** Nothing to switch with fewer than two appliances: then it says which one it is. */
export function ApplianceSwitcher({ appliances }: { appliances: readonly SwitchableAppliance[] }) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const chosen = Number(useSearchParams().get("applianceId"));
  const only = appliances.length === 1 ? appliances[0] : undefined;
  if (appliances.length === 0) return null;
  if (only) {
    return (
      <Text size="sm" c="var(--quiet)" truncate title={only.hostname}>
        {only.name}
      </Text>
    );
  }
  const page = switchablePages.includes(pathname) ? pathname : "/";
  const current = appliances.find((appliance) => appliance.id === chosen);
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconServer size={15} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={t("switchAppliance", { current: current?.name ?? t("allAppliances") })}
          styles={{ root: { minWidth: 0, flexShrink: 1 } }}
        >
          {current?.name ?? t("allAppliances")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        <Menu.Item
          component={Link}
          href={page}
          rightSection={current ? null : <IconCheck size={15} aria-hidden />}
        >
          {t("allAppliances")}
        </Menu.Item>
        <Menu.Divider />
        {appliances.map((appliance) => (
          <Menu.Item
            key={appliance.id}
            component={Link}
            href={`${page}?applianceId=${appliance.id}`}
            rightSection={appliance.id === current?.id ? <IconCheck size={15} aria-hidden /> : null}
          >
            {appliance.name}
            <Text size="xs" c="var(--quiet)">
              {appliance.hostname}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
