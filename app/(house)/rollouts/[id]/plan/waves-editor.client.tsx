"use client";
/** The waves in which slots are given out: shown as they are, edited as a whole. */
import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { Card } from "@/app/_components/card";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { NameSuggestions, PlannedWave } from "@/lib/rollout/cap/control-queries";
import { draftOf, inputOf, isComplete, newDraft, type WaveDraft } from "./wave-draft";
import { WaveSummary } from "./wave-summary.client";

// Nobody edits waves as soon as the page is there.
const WaveFields = dynamic(() => import("./wave-fields.client").then((module) => module.WaveFields), {
  ssr: false,
  loading: () => <Skeleton height={320} />,
});

interface WavesEditorProps {
  rolloutId: number;
  /** The appliance's zone. */
  zone: string;
  waves: PlannedWave[];
  names: NameSuggestions;
  mayChange: boolean;
}

export function WavesEditor({ rolloutId, zone, waves, names, mayChange }: WavesEditorProps) {
  const t = useTranslations("slots");
  const common = useTranslations("common");
  const deed = useDeed();
  const [drafts, setDrafts] = useState<WaveDraft[] | null>(null);

  function edit() {
    deed.forget();
    setDrafts(waves.length === 0 ? [newDraft()] : waves.map((wave) => draftOf(wave, zone)));
  }

  async function save(next: WaveDraft[]) {
    const done = await deed.run(
      () =>
        callApi("PATCH", `/api/v1/rollouts/${rolloutId}`, {
          waves: next.map((draft) => inputOf(draft, zone)),
        }),
      t("waves.said"),
    );
    if (done) setDrafts(null);
  }

  if (drafts === null) {
    return (
      <Card
        title={t("waves.title")}
        aside={
          mayChange && (
            <Button
              size="xs"
              variant="default"
              leftSection={
                waves.length === 0 ? <IconPlus size={14} aria-hidden /> : <IconPencil size={14} aria-hidden />
              }
              onClick={edit}
            >
              {t(waves.length === 0 ? "waves.addFirst" : "waves.edit")}
            </Button>
          )
        }
      >
        <Stack gap="sm">
          {waves.length === 0 ? (
            <Text size="sm">{t("waves.none")}</Text>
          ) : (
            <WaveSummary waves={waves} zone={zone} />
          )}
        </Stack>
      </Card>
    );
  }

  const move = (from: number, to: number) => {
    const next = [...drafts];
    const [moved] = next.splice(from, 1);
    if (moved) next.splice(to, 0, moved);
    setDrafts(next);
  };
  return (
    <Card title={t("waves.title")}>
      <ReadyForm
        onSubmit={() => {
          void save(drafts);
        }}
      >
        <Stack gap="md">
          <Text size="sm" c="var(--quiet)">
            {t("waves.intro")}
          </Text>
          {drafts.map((draft, index) => (
            <WaveFields
              key={draft.key}
              draft={draft}
              index={index}
              count={drafts.length}
              zone={zone}
              names={names}
              onChange={(changed) =>
                setDrafts(drafts.map((each) => (each.key === draft.key ? changed : each)))
              }
              onMove={(by) => move(index, index + by)}
              onRemove={() => setDrafts(drafts.filter((each) => each.key !== draft.key))}
            />
          ))}
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => setDrafts([...drafts, newDraft()])}
            >
              {t("waves.add")}
            </Button>
          </Group>
          <Text size="sm" c="var(--quiet)">
            {t("waves.restText")}
          </Text>
          <ProblemAlert problem={deed.problem} />
          <Group gap="xs">
            <Button
              type="submit"
              loading={deed.pending}
              disabled={!drafts.every((draft) => isComplete(draft, zone))}
            >
              {t("waves.save")}
            </Button>
            <Button variant="default" onClick={() => setDrafts(null)}>
              {common("cancel")}
            </Button>
          </Group>
        </Stack>
      </ReadyForm>
    </Card>
  );
}
