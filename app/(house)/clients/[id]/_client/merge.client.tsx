"use client";
/** Makes two clients one, or splits them again, with what will change shown before. */
import { Button, Loader, Radio, Stack, Text } from "@mantine/core";
import { IconArrowsJoin2, IconArrowsSplit2 } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { MergeChanges } from "@/app/api/v1/clients/[id]/merges/route";
import { ChangeList } from "./change-list.client";

/** One of the two, as its dialog names it. */
export interface Entry {
  id: number;
  name: string;
  group: string | null;
}

const mergesOf = (id: number) => `/api/v1/clients/${id}/merges`;

/** Asks which of the two stands, shows what changes, and merges. `client` is the one of the page; `standing` is proposed. */
export function MergeButton({ client, other, standing }: { client: Entry; other: Entry; standing: number }) {
  const t = useTranslations("client");
  const [opened, setOpened] = useState(false);
  const [into, setInto] = useState(standing);
  const { pending, problem, forget, run } = useDeed();
  const [stands, merged] = into === client.id ? [client, other] : [other, client];
  const preview = usePreview(opened, mergesOf(merged.id), stands.id);
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconArrowsJoin2 size={14} aria-hidden />}
        aria-label={t("mergeWith", { name: other.name })}
        onClick={() => {
          forget();
          setInto(standing);
          setOpened(true);
        }}
      >
        {t("merge")}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        size="xl"
        title={t("mergeTitle")}
        consequence={t("mergeText")}
        deed={t("mergeDeed")}
        pending={pending}
        problem={problem}
        disabled={preview.changes === null}
        onConfirm={async () => {
          const said = t("mergeDone", { name: merged.name, into: stands.name });
          if (await run(() => callApi("POST", mergesOf(merged.id), { into: stands.id }), said))
            setOpened(false);
        }}
      >
        <Radio.Group
          label={t("mergeStands")}
          value={String(into)}
          onChange={(id) => {
            forget();
            setInto(Number(id));
          }}
        >
          <Stack gap={6} mt={6}>
            {[client, other].map((entry) => (
              <Radio key={entry.id} value={String(entry.id)} label={<EntryName entry={entry} />} />
            ))}
          </Stack>
        </Radio.Group>
        <Preview {...preview} />
      </ConfirmDialog>
    </>
  );
}

/** Shows what changes, and splits the client off the one that it was merged into. */
export function SplitButton({ client, label }: { client: Entry; label: string }) {
  const t = useTranslations("client");
  const [opened, setOpened] = useState(false);
  const { pending, problem, forget, run } = useDeed();
  const preview = usePreview(opened, mergesOf(client.id), null);
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconArrowsSplit2 size={14} aria-hidden />}
        aria-label={t("splitFrom", { name: client.name })}
        onClick={() => {
          forget();
          setOpened(true);
        }}
      >
        {label}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        size="xl"
        title={t("splitTitle")}
        consequence={t("splitText")}
        deed={t("split")}
        pending={pending}
        problem={problem}
        disabled={preview.changes === null}
        onConfirm={async () => {
          const said = t("splitDone", { name: client.name });
          if (await run(() => callApi("DELETE", mergesOf(client.id)), said)) setOpened(false);
        }}
      >
        <Preview {...preview} />
      </ConfirmDialog>
    </>
  );
}

function EntryName({ entry: { id, name, group } }: { entry: Entry }) {
  const t = useTranslations("client");
  return group === null
    ? t("mergeEntry", { name, id: String(id) })
    : t("mergeEntryOf", { name, id: String(id), group });
}

interface PreviewState {
  /** Null: not known yet, or it cannot be done. */
  changes: MergeChanges["clients"] | null;
  problem: unknown;
}

/** Asks what merging into `into` would change (`null`: splitting), anew whenever the question is another one. */
function usePreview(asked: boolean, path: string, into: number | null): PreviewState {
  const [state, setState] = useState<PreviewState>({ changes: null, problem: null });
  useEffect(() => {
    if (!asked) return;
    let current = true;
    const tell = (said: PreviewState) => {
      if (current) setState(said);
    };
    tell({ changes: null, problem: null });
    const call =
      into === null
        ? callApi<MergeChanges>("DELETE", `${path}?dryRun=true`)
        : callApi<MergeChanges>("POST", path, { into, dryRun: true });
    call.then(
      ({ clients }) => tell({ changes: clients, problem: null }),
      (problem) => tell({ changes: null, problem }),
    );
    return () => {
      current = false;
    };
  }, [asked, path, into]);
  return state;
}

function Preview({ changes, problem }: PreviewState) {
  const t = useTranslations("client");
  return (
    <section aria-label={t("changes")} aria-live="polite" aria-busy={changes === null && problem === null}>
      <Text size="sm" fw={600} mb={6}>
        {t("changes")}
      </Text>
      {problem !== null && <ProblemAlert problem={problem} />}
      {changes !== null && <ChangeList changes={changes} />}
      {changes === null && problem === null && (
        <Text size="sm" c="var(--quiet)">
          <Loader size="xs" mr="xs" aria-hidden />
          {t("changesLoading")}
        </Text>
      )}
    </section>
  );
}
