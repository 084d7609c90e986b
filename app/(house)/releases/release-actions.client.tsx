"use client";
/** Corrects or withdraws one release. */
import { ActionIcon, Menu, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconDots, IconPencil } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { RecordedRelease } from "./release-form.client";

const ReleaseDialog = dynamic(
  () => import("./release-dialog.client").then((module) => module.ReleaseDialog),
  {
    ssr: false,
  },
);

interface ReleaseActionsProps {
  appliance: { id: number; name: string; timeZone: string };
  release: RecordedRelease;
  members: number;
  /** What withdrawing it would do. */
  consequence: "newest_site" | "older_site" | "other";
  /** The site release before it. */
  previous: string | null;
  initiallyCorrecting: boolean;
}

export function ReleaseActions(props: ReleaseActionsProps) {
  const { appliance, release, members, consequence, previous } = props;
  const t = useTranslations("releases");
  const deed = useDeed();
  const [dialog, setDialog] = useState<"correct" | "withdraw" | null>(
    props.initiallyCorrecting ? "correct" : null,
  );
  const [wasCorrecting, setWasCorrecting] = useState(props.initiallyCorrecting);
  const close = () => setDialog(null);
  const { name } = release;

  function correct() {
    setWasCorrecting(true);
    setDialog("correct");
  }

  async function withdraw() {
    const done = await deed.run(
      () => callApi("DELETE", `/api/v1/releases/${release.id}`),
      t("withdrawn", { name }),
    );
    if (done) close();
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("actionsFor", { name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={correct}>
            {t("correctAction")}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            onClick={() => {
              deed.forget();
              setDialog("withdraw");
            }}
          >
            {t("withdrawAction")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {wasCorrecting && (
        <ReleaseDialog
          appliance={appliance}
          release={release}
          opened={dialog === "correct"}
          onClose={close}
        />
      )}
      <ConfirmDialog
        opened={dialog === "withdraw"}
        onClose={close}
        title={t("withdrawTitle", { name })}
        consequence={
          <Stack gap="xs">
            <Text size="sm">
              {consequence === "newest_site" && t("withdrawSite", { members, previous: previous ?? "none" })}
              {consequence === "older_site" && t("withdrawOldSite", { members })}
              {consequence === "other" && t("withdrawOther")}
            </Text>
            <Text size="sm" c="var(--quiet)">
              {t("withdrawKept")}
            </Text>
          </Stack>
        }
        deed={t("withdraw")}
        dangerous
        onConfirm={() => void withdraw()}
        pending={deed.pending}
        problem={deed.problem}
      />
    </>
  );
}
