"use client";
/** The mode a rollout is in, what that means, and the way to the other one. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconEye, IconTrafficLights } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Card } from "@/app/_components/card";

const ModeDialog = dynamic(() => import("../mode-dialog.client").then((module) => module.ModeDialog), {
  ssr: false,
});

interface ModeCardProps {
  rolloutId: number;
  applianceId: number;
  mode: "observe" | "control";
  cap: number | null;
  mayChange: boolean;
}

export function ModeCard({ rolloutId, applianceId, mode, cap, mayChange }: ModeCardProps) {
  const t = useTranslations("rollout");
  const slots = useTranslations("slots");
  const [switching, setSwitching] = useState(false);
  const other = mode === "observe" ? "control" : "observe";
  const Icon = mode === "observe" ? IconEye : IconTrafficLights;
  return (
    <Card title={t("modeLabel")}>
      <Stack gap="sm">
        <Group gap="xs">
          <Icon size={20} stroke={1.7} aria-hidden />
          <Text fw={600}>{t(`modeNames.${mode}`)}</Text>
        </Group>
        <Text size="sm">{slots(`mode.${mode}`)}</Text>
        {mayChange && (
          <Group>
            <Button variant={mode === "observe" ? "filled" : "default"} onClick={() => setSwitching(true)}>
              {t(`dialogs.${other}.deed`)}
            </Button>
          </Group>
        )}
      </Stack>
      {switching && (
        <ModeDialog
          rolloutId={rolloutId}
          applianceId={applianceId}
          mode={other}
          cap={cap}
          onClose={() => setSwitching(false)}
        />
      )}
    </Card>
  );
}
