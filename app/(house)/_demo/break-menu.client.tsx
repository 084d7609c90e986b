"use client";
/** What can be broken at the stand-in appliance, and what is. */
import { Button, Menu, Text } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./demo-bar.module.css";
import type { DemoFault, DemoLook } from "./demo-look";

interface BreakMenuProps {
  faults: readonly DemoFault[];
  broken: readonly DemoFault[];
  failing: DemoLook["failing"];
  set: (fault: DemoFault, broken: boolean) => void;
  mendAll: () => void;
}

export function BreakMenu({ faults, broken, failing, set, mendAll }: BreakMenuProps) {
  const t = useTranslations("demo");
  const count = broken.length;
  return (
    <Menu position="top-end" width={340}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant={count > 0 ? "filled" : "default"}
          color="red"
          leftSection={<IconBolt size={15} aria-hidden />}
        >
          <span className={classes.long}>{t("break", { count })}</span>
          <span className={classes.short}>{t("breakShort", { count })}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {faults.map((fault) => (
          <Menu.CheckboxItem
            key={fault}
            checked={broken.includes(fault)}
            onChange={(checked) => set(fault, checked)}
          >
            {t(`faults.${fault}`)}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item disabled={count === 0} onClick={mendAll}>
          {t("mend")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("feedsSay")}</Menu.Label>
        {failing.length === 0 && (
          <Text size="sm" className={classes.said}>
            {t("allRead")}
          </Text>
        )}
        {failing.map(({ feed, sentence }) => (
          <Text key={feed} size="sm" className={classes.said}>
            <strong>{feed}</strong> {sentence}
          </Text>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
