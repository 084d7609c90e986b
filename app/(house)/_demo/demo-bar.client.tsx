"use client";
/** The bar of a demo, on every page: that all is invented, its time, and what one can do to it. */
import { Button, Group, Text } from "@mantine/core";
import { IconArrowBigUpLines, IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { BreakMenu } from "./break-menu.client";
import classes from "./demo-bar.module.css";
import type { DemoFault, DemoLook } from "./demo-look";
import { DemoTime } from "./demo-time.client";
import { SpeedMenu } from "./speed-menu.client";
import { useDemo } from "./use-demo.client";

interface DemoBarProps {
  first: DemoLook;
  faults: readonly DemoFault[];
  speeds: readonly number[];
  maySteer: boolean;
}

/** The page is renewed every so many seconds: in a demo all of it moves. */
const renewSeconds = 4;

export function DemoBar({ first, faults, speeds, maySteer }: DemoBarProps) {
  const t = useTranslations("demo");
  const { look, problem, steer } = useDemo(first);
  const { speed, paused, site } = look;
  const PauseIcon = paused ? IconPlayerPlayFilled : IconPlayerPauseFilled;
  return (
    <section className={classes.bar} aria-label={t("title")}>
      {!paused && <AutoRefresh seconds={renewSeconds} />}
      <Text size="sm" fw={700} className={classes.mark}>
        {t("invented")}
      </Text>
      <Text size="sm" className={classes.words}>
        {t("simulated")}
      </Text>
      <DemoTime look={look} />
      <Text size="sm" className={classes.site}>
        {site === null
          ? t("siteAway")
          : t(site.up ? "siteServes" : "siteInstalls", { version: site.version })}
      </Text>
      {maySteer && (
        <Group gap={6} wrap="nowrap" className={classes.controls}>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void steer({ do: "pause", paused: !paused })}
            leftSection={<PauseIcon size={14} aria-hidden />}
          >
            {t(paused ? "goOn" : "pause")}
          </Button>
          <SpeedMenu
            speed={speed}
            speeds={speeds}
            choose={(each) => void steer({ do: "speed", speed: each })}
          />
          <BreakMenu
            faults={faults}
            broken={site?.broken ?? []}
            failing={look.failing}
            set={(fault, broken) => void steer({ do: "break", fault, broken })}
            mendAll={() => void steer({ do: "mend" })}
          />
          <Button
            size="compact-sm"
            variant="default"
            disabled={site?.up !== true}
            onClick={() => void steer({ do: "upgrade" })}
            leftSection={<IconArrowBigUpLines size={15} aria-hidden />}
          >
            <span className={classes.long}>{t("upgrade")}</span>
            <span className={classes.short}>{t("upgradeShort")}</span>
          </Button>
        </Group>
      )}
      {problem !== "" && (
        <Text size="sm" role="alert" className={classes.problem}>
          {problem}
        </Text>
      )}
    </section>
  );
}
