"use client";
/** How fast simulated time runs. */
import { Button, Menu, VisuallyHidden } from "@mantine/core";
import { IconGauge } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./demo-bar.module.css";

interface SpeedMenuProps {
  speed: number;
  speeds: readonly number[];
  choose: (speed: number) => void;
}

type SpeedWord = "1" | "12" | "72" | "144" | "360";

export function SpeedMenu({ speed, speeds, choose }: SpeedMenuProps) {
  const t = useTranslations("demo");
  const word = (each: number) => t(`speeds.${String(each) as SpeedWord}`);
  return (
    <Menu position="top-end" width={230}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconGauge size={15} aria-hidden />}>
          <span className={classes.long}>{word(speed)}</span>
          <span className={classes.short}>{t("speedShort", { speed })}</span>
          <VisuallyHidden>{t("chooseSpeed")}</VisuallyHidden>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={String(speed)} onChange={(value) => choose(Number(value))}>
          {speeds.map((each) => (
            <Menu.RadioItem key={each} value={String(each)} closeMenuOnClick>
              {word(each)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
