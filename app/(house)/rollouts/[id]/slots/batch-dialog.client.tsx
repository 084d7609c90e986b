"use client";
/** In which a technician takes the next so many clients at once, for as long as the work lasts. */
import { Button, Group, MultiSelect, NumberInput, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { useClock } from "@/app/_components/clock.client";
import { Dialog } from "@/app/_components/dialog.client";
import { notify } from "@/app/_components/notices.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { instantOfLocal, localOfInstant } from "@/app/_components/zoned-time";
import type { ClientKind } from "@/lib/core/client";

export interface BatchDialogProps {
  opened: boolean;
  onClose(): void;
  applianceId: number;
  /** The appliance's zone, in which the end of the day is meant. */
  zone: string;
  /** The page's instant, epoch milliseconds. */
  now: number;
  /** The appliance's own lease. */
  leaseMinutes: number;
  /** Slots that could be given out now. */
  free: number;
  groups: readonly string[];
  kinds: readonly ClientKind[];
}

/** From whom a person may take; the first is the queue itself. */
const states = ["queued", "overdue", "needs_redeployment"] as const;
const minuteMs = 60_000;
const endOfDay = "18:00";
const lastMinute = "23:59";

export function BatchDialog({
  opened,
  onClose,
  applianceId,
  zone,
  now,
  leaseMinutes,
  free,
  groups,
  kinds,
}: BatchDialogProps) {
  const t = useTranslations("slots");
  const common = useTranslations("common");
  const stateWord = useTranslations("states");
  const kindWord = useTranslations("kinds");
  const deed = useDeed();
  const clock = useClock() ?? now;
  const [count, setCount] = useState<number | string>(5);
  const [lease, setLease] = useState<"default" | "until">("until");
  const [until, setUntil] = useState(endOfDay);
  const [fromStates, setFromStates] = useState<string[]>(["queued"]);
  const [fromGroups, setFromGroups] = useState<string[]>([]);
  const [fromKinds, setFromKinds] = useState<string[]>([]);
  const minutes = lease === "default" ? leaseMinutes : minutesUntil(until, zone, clock);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen stays; only opening looks at the clock
  useEffect(() => {
    if (!opened) return;
    deed.forget();
    if ((minutesUntil(endOfDay, zone, clock) ?? 0) < leaseMinutes) setUntil(lastMinute);
  }, [opened]);

  async function take() {
    const wanted = Number(count);
    let taken = 0;
    const done = await deed.run(async () => {
      const answer = await callApi<{ items: unknown[] }>("POST", "/api/v1/slots/batch", {
        applianceId,
        count: wanted,
        ...(lease === "until" && minutes !== null ? { leaseMinutes: minutes } : {}),
        states: fromStates,
        ...(fromGroups.length > 0 ? { groups: fromGroups } : {}),
        ...(fromKinds.length > 0 ? { kinds: fromKinds } : {}),
      });
      taken = answer.items.length;
    });
    if (!done) return;
    onClose();
    void notify({
      message: t("batch.said", { taken, wanted }),
      ...(taken < wanted ? { color: "orange", autoClose: 12_000 } : {}),
      close: common("close"),
    });
  }

  return (
    <Dialog opened={opened} onClose={onClose} title={t("batch.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!deed.pending && minutes !== null && fromStates.length > 0) void take();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t("batch.text", { free })}</Text>
          <NumberInput
            label={t("batch.count")}
            required
            min={1}
            max={500}
            allowDecimal={false}
            allowNegative={false}
            data-autofocus
            value={count}
            onChange={setCount}
          />
          <Radio.Group
            label={t("batch.lease")}
            value={lease}
            onChange={(value) => setLease(value === "default" ? "default" : "until")}
          >
            <Stack gap="xs" mt={6}>
              <Radio value="until" label={t("batch.leaseUntil")} />
              <Radio value="default" label={t("batch.leaseDefault", { minutes: leaseMinutes })} />
            </Stack>
          </Radio.Group>
          {lease === "until" && (
            <TextInput
              type="time"
              label={t("batch.until", { zone })}
              required
              value={until}
              error={minutes === null ? t("batch.untilPast") : null}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
          )}
          <MultiSelect
            label={t("batch.states")}
            description={t("batch.statesHint")}
            data={states.map((value) => ({ value, label: stateWord(value) }))}
            value={fromStates}
            onChange={setFromStates}
            error={fromStates.length === 0 ? t("batch.statesMissing") : null}
          />
          {groups.length > 0 && (
            <MultiSelect
              label={t("batch.groups")}
              placeholder={fromGroups.length === 0 ? t("batch.all") : ""}
              data={[...groups]}
              searchable
              clearable
              limit={50}
              value={fromGroups}
              onChange={setFromGroups}
            />
          )}
          {kinds.length > 1 && (
            <MultiSelect
              label={t("batch.kinds")}
              placeholder={fromKinds.length === 0 ? t("batch.all") : ""}
              data={kinds.map((kind) => ({ value: kind, label: kindWord(kind) }))}
              clearable
              value={fromKinds}
              onChange={setFromKinds}
            />
          )}
          <ProblemAlert problem={deed.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button
              type="submit"
              loading={deed.pending}
              disabled={count === "" || minutes === null || fromStates.length === 0}
            >
              {t("batch.deed", { count: Number(count) })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

/** Whole minutes from now to a wall-clock time of today; `null` when that is past or is no time. */
function minutesUntil(time: string, zone: string, now: number): number | null {
  const reading = instantOfLocal(`${localOfInstant(now, zone).slice(0, 10)}T${time}`, zone);
  const minutes = reading === null ? 0 : Math.floor((reading.at - now) / minuteMs);
  return minutes >= 1 ? minutes : null;
}
