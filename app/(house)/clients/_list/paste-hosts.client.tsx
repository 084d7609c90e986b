"use client";
/** Chooses clients by host names that somebody pastes, and leads to what can be done with them. */
import { Button, Group, Select, Stack, Textarea } from "@mantine/core";
import { IconClipboardList } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Dialog } from "@/app/_components/dialog.client";
import type { ManyDeed, ManyHand } from "./many-hand";

const ManyDialog = dynamic(() => import("./many-dialog.client").then((module) => module.ManyDialog), {
  ssr: false,
});

interface PasteHostsProps {
  appliances: readonly { id: number; name: string }[];
  /** The appliance whose clients are shown. */
  chosen: number | null;
  hand: ManyHand;
}

const separators = /[\s,;]+/;

export function PasteHosts({ appliances, chosen, hand }: PasteHostsProps) {
  const t = useTranslations("many");
  const common = useTranslations("common");
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const [appliance, setAppliance] = useState<string | null>(chosen === null ? null : String(chosen));
  const [asked, setAsked] = useState<ManyDeed | null>(null);
  const hostnames = [...new Set(text.split(separators).filter((word) => word !== ""))];
  const applianceId = Number(appliance);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconClipboardList size={16} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t("paste")}
      </Button>
      <Dialog opened={opened && asked === null} onClose={() => setOpened(false)} title={t("pasteTitle")}>
        <Stack gap="sm">
          {appliances.length > 1 && (
            <Select
              label={t("appliance")}
              required
              searchable
              data={appliances.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={appliance}
              onChange={setAppliance}
            />
          )}
          <Textarea
            label={t("hosts")}
            description={t("pasteText")}
            autosize
            minRows={6}
            maxRows={14}
            data-autofocus
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="space-between" gap="xs">
            <span role="status">{t("hostsCount", { count: hostnames.length })}</span>
            <Button variant="subtle" onClick={() => setOpened(false)}>
              {common("cancel")}
            </Button>
          </Group>
          <Group gap="xs" role="group" aria-label={t("what")}>
            {hand.deeds.map((deed) => (
              <Button
                key={deed}
                variant="default"
                disabled={hostnames.length === 0 || appliance === null}
                onClick={() => setAsked(deed)}
              >
                {t(`deeds.${deed}`)}…
              </Button>
            ))}
          </Group>
        </Stack>
      </Dialog>
      {asked && (
        <ManyDialog
          deed={asked}
          which={{ applianceId, hostnames }}
          applianceId={applianceId}
          hand={hand}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            setOpened(false);
            setText("");
          }}
        />
      )}
    </>
  );
}
