"use client";
/** What can be done with a channel: try it out, pause it, change it, remove it. */
import { Box, Button, Group } from "@mantine/core";
import {
  IconKey,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconSend,
  IconStar,
  IconTrash,
} from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { Dialog } from "@/app/_components/dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { ChannelTypeName } from "@/lib/alerts/channels/channel-types";
import { OneTimeSecret } from "../../../one-time-secret.client";
import { SentTest, type Tried } from "../../../sent-test.client";
import { useTest } from "../../../use-test.client";
import type { EditedChannel } from "../../_channels/channel-draft";
import { ChannelForm } from "../../_channels/channel-form.client";

interface ChannelDeedsProps {
  channel: EditedChannel;
  type: ChannelTypeName;
  /** Neither a person nor its failures have paused it. */
  isRunning: boolean;
  waiting: number;
}

export function ChannelDeeds({ channel, type, isRunning, waiting }: ChannelDeedsProps) {
  const t = useTranslations("channels");
  const router = useRouter();
  const deed = useDeed();
  const [opened, setOpened] = useState<"edit" | "remove" | "rotate" | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const { id, name, isDefault } = channel;
  const path = `/api/v1/channels/${id}`;
  const test = useTest<Tried>(`${path}/test`, deed);

  async function remove() {
    if (await deed.run(() => callApi("DELETE", path), t("deeds.removed", { name })))
      router.push("/settings/channels");
  }

  async function rotate() {
    await deed.run(async () => {
      const answer = await callApi<{ secret: string | null }>("PATCH", path, { rotateSecret: true });
      setSecret(answer.secret);
    });
  }

  function ask(which: "edit" | "remove" | "rotate") {
    deed.forget();
    setOpened(which);
  }

  const change = (body: unknown, said: string) => void deed.run(() => callApi("PATCH", path, body), said);
  const plain = { variant: "default", disabled: deed.pending } as const;
  return (
    <div>
      <Group gap="xs">
        <Button
          leftSection={<IconSend size={16} aria-hidden />}
          loading={test.running}
          disabled={deed.pending && !test.running}
          onClick={() => void test.run()}
        >
          {t("deeds.test")}
        </Button>
        <Button
          {...plain}
          leftSection={
            isRunning ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />
          }
          onClick={() =>
            change({ enabled: !isRunning }, t(isRunning ? "deeds.paused" : "deeds.resumed", { name }))
          }
        >
          {t(isRunning ? "deeds.pause" : "deeds.resume")}
        </Button>
        <Button
          {...plain}
          leftSection={<IconStar size={16} aria-hidden />}
          onClick={() => change({ isDefault: !isDefault }, t("deeds.defaultChanged", { name }))}
        >
          {t(isDefault ? "deeds.noDefault" : "deeds.makeDefault")}
        </Button>
        {type === "webhook" && (
          <Button {...plain} leftSection={<IconKey size={16} aria-hidden />} onClick={() => ask("rotate")}>
            {t("deeds.rotate")}
          </Button>
        )}
        <Button {...plain} leftSection={<IconPencil size={16} aria-hidden />} onClick={() => ask("edit")}>
          {t("deeds.edit")}
        </Button>
        <Button {...plain} leftSection={<IconTrash size={16} aria-hidden />} onClick={() => ask("remove")}>
          {t("deeds.remove")}
        </Button>
      </Group>
      <SentTest tried={test.tested} running={test.running} />
      {opened === null && deed.problem !== null && (
        <Box mt="md">
          <ProblemAlert problem={deed.problem} />
        </Box>
      )}
      <Dialog
        opened={opened === "edit"}
        onClose={() => setOpened(null)}
        title={t("deeds.editNamed", { name })}
        size={620}
      >
        <ChannelForm type={type} channel={channel} onDone={() => setOpened(null)} />
      </Dialog>
      <Dialog opened={secret !== null} onClose={() => undefined} title={t("once.label")} size={620}>
        <OneTimeSecret
          label={t("once.label")}
          value={secret ?? ""}
          onDone={() => {
            setSecret(null);
            setOpened(null);
          }}
        >
          {t("once.text")}
        </OneTimeSecret>
      </Dialog>
      <ConfirmDialog
        opened={opened === "rotate" && secret === null}
        onClose={() => setOpened(null)}
        title={t("deeds.rotate")}
        consequence={t("deeds.rotateText")}
        deed={t("deeds.rotate")}
        onConfirm={() => void rotate()}
        pending={deed.pending}
        problem={deed.problem}
      />
      <ConfirmDialog
        opened={opened === "remove"}
        onClose={() => setOpened(null)}
        title={t("deeds.removeTitle", { name })}
        consequence={t("deeds.removeText", { waiting })}
        deed={t("deeds.remove")}
        dangerous
        onConfirm={() => void remove()}
        pending={deed.pending}
        problem={deed.problem}
      />
    </div>
  );
}
