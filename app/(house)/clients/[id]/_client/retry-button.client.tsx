"use client";
/** Lets one client try again, by the same dialog as many. */
import { Button } from "@mantine/core";
import { IconRepeat } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";

const ManyDialog = dynamic(
  () => import("../../_list/many-dialog.client").then((module) => module.ManyDialog),
  {
    ssr: false,
  },
);

export function RetryButton({ client }: { client: { id: number; applianceId: number } }) {
  const t = useTranslations("many");
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRepeat size={16} aria-hidden />}
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
      >
        {t("deeds.retry")}
      </Button>
      {opened && (
        <ManyDialog
          deed="retry"
          which={{ items: [client] }}
          applianceId={client.applianceId}
          hand={{ id: null, name: "", mayAssign: false, deeds: ["retry"] }}
          onClose={close}
          onDone={close}
        />
      )}
    </>
  );
}
