"use client";
/** What can be done with a feed: try it out, read it now, pause it, change it, remove it. */
import { Box, Button, Group } from "@mantine/core";
import {
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconRefresh,
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
import type { FeedTest } from "@/lib/feeds/feed-test";
import type { FeedType } from "@/lib/feeds/schema";
import { useTest } from "../../../use-test.client";
import type { EditedFeed } from "../../_feeds/feed-draft";
import { FeedForm } from "../../_feeds/feed-form.client";
import { TestResult } from "./test-result.client";

interface FeedDeedsProps {
  feed: EditedFeed & { type: FeedType; applianceId: number; enabled: boolean; waiting: number };
  /** Of the appliance. */
  zone: string;
  isPolled: boolean;
  /** It has just been added: it is tried out at once. */
  testsAtOnce: boolean;
}

export function FeedDeeds({ feed, zone, isPolled, testsAtOnce }: FeedDeedsProps) {
  const t = useTranslations("feeds");
  const router = useRouter();
  const deed = useDeed();
  const [opened, setOpened] = useState<"edit" | "remove" | null>(null);
  const path = `/api/v1/feeds/${feed.id}`;
  const listed = `/settings/feeds?applianceId=${feed.applianceId}`;
  const test = useTest<FeedTest>(`${path}/test`, deed, testsAtOnce);
  const { name, enabled } = feed;

  async function remove() {
    if (await deed.run(() => callApi("DELETE", path), t("deeds.removed", { name }))) router.push(listed);
  }

  function ask(which: "edit" | "remove") {
    deed.forget();
    setOpened(which);
  }

  return (
    <div>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          loading={test.running}
          disabled={deed.pending && !test.running}
          onClick={() => void test.run()}
        >
          {t("deeds.test")}
        </Button>
        {isPolled && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            disabled={deed.pending || !enabled}
            onClick={() => void deed.run(() => callApi("POST", `${path}/run`), t("deeds.ran"))}
          >
            {t("deeds.run")}
          </Button>
        )}
        <Button
          variant="default"
          leftSection={
            enabled ? <IconPlayerPause size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />
          }
          disabled={deed.pending}
          onClick={() =>
            void deed.run(
              () => callApi("PATCH", path, { enabled: !enabled }),
              t(enabled ? "deeds.paused" : "deeds.resumed", { name }),
            )
          }
        >
          {t(enabled ? "deeds.pause" : "deeds.resume")}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={() => ask("edit")}
        >
          {t("deeds.edit")}
        </Button>
        <Button
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => ask("remove")}
        >
          {t("deeds.remove")}
        </Button>
      </Group>
      <TestResult tested={test.tested} running={test.running} />
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
        <FeedForm
          type={feed.type}
          applianceId={feed.applianceId}
          zone={zone}
          feed={feed}
          onDone={() => setOpened(null)}
        />
      </Dialog>
      <ConfirmDialog
        opened={opened === "remove"}
        onClose={() => setOpened(null)}
        title={t("deeds.removeTitle", { name })}
        consequence={t("deeds.removeText", { waiting: feed.waiting })}
        deed={t("deeds.remove")}
        dangerous
        onConfirm={() => void remove()}
        pending={deed.pending}
        problem={deed.problem}
      />
    </div>
  );
}
