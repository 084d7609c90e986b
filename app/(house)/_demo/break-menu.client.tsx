"use client";
/** What can be broken at the stand-in appliance, and what is. */
import { Button, Menu } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./demo-bar.module.css";
import type { DemoFault } from "./demo-look";

interface BreakMenuProps {
  faults: readonly DemoFault[];
  broken: readonly DemoFault[];
  set: (fault: DemoFault, broken: boolean) => void;
  mendAll: () => void;
}

export function BreakMenu({ faults, broken, set, mendAll }: BreakMenuProps) {
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
      </Menu.Dropdown>
    </Menu>
  );
}
