"use client";
/** One wave in the editor: whom it takes, when it starts, in which windows. */
import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  Chip,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Paper,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ZonedInput } from "@/app/_components/zoned-input.client";
import type { ClientKind } from "@/lib/core/client";
import type { NameSuggestions } from "@/lib/rollout/cap/control-queries";
import { newWindow, type WaveDraft, type WindowDraft } from "./wave-draft";
import { isoWeekdays, weekdayName } from "./weekdays";

interface WaveFieldsProps {
  draft: WaveDraft;
  index: number;
  count: number;
  zone: string;
  names: NameSuggestions;
  onChange(draft: WaveDraft): void;
  onMove(by: -1 | 1): void;
  onRemove(): void;
}

export function WaveFields({
  draft,
  index,
  count,
  zone,
  names,
  onChange,
  onMove,
  onRemove,
}: WaveFieldsProps) {
  const t = useTranslations("slots");
  const kindWord = useTranslations("kinds");
  const called = draft.name.trim() || t("waves.numbered", { number: index + 1 });
  const set = (values: Partial<WaveDraft>) => onChange({ ...draft, ...values });
  const setWindow = (key: number, values: Partial<WindowDraft>) =>
    set({ windows: draft.windows.map((window) => (window.key === key ? { ...window, ...values } : window)) });
  return (
    <Paper withBorder p="md" component="fieldset" m={0} style={{ minWidth: 0 }}>
      <Text component="legend" size="sm" fw={650} px={6}>
        {t("waves.numbered", { number: index + 1 })}
      </Text>
      <Stack gap="sm">
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={t("waves.name")}
            required
            maxLength={100}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            style={{ flex: 1, minWidth: 0 }}
          />
          <ActionIcon
            variant="default"
            size={36}
            disabled={index === 0}
            aria-label={t("waves.up", { name: called })}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={36}
            disabled={index === count - 1}
            aria-label={t("waves.down", { name: called })}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t("waves.remove", { name: called })}
            onClick={onRemove}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          <TagsInput
            label={t("waves.groups")}
            placeholder={draft.groups.length === 0 ? t("waves.any") : ""}
            data={names.groups}
            limit={50}
            splitChars={[]}
            acceptValueOnBlur
            value={draft.groups}
            onChange={(groups) => set({ groups })}
          />
          <TagsInput
            label={t("waves.tags")}
            placeholder={draft.tags.length === 0 ? t("waves.any") : ""}
            data={names.tags}
            limit={50}
            acceptValueOnBlur
            value={draft.tags}
            onChange={(tags) => set({ tags })}
          />
          <MultiSelect
            label={t("waves.kinds")}
            placeholder={draft.kinds.length === 0 ? t("waves.any") : ""}
            data={names.kinds.map((kind) => ({ value: kind, label: kindWord(kind) }))}
            clearable
            value={draft.kinds}
            onChange={(kinds) => set({ kinds: kinds as ClientKind[] })}
          />
          <TagsInput
            label={t("waves.operatingSystems")}
            placeholder={draft.operatingSystems.length === 0 ? t("waves.any") : ""}
            data={names.operatingSystems}
            limit={50}
            splitChars={[]}
            acceptValueOnBlur
            value={draft.operatingSystems}
            onChange={(operatingSystems) => set({ operatingSystems })}
          />
        </SimpleGrid>
        <Text size="xs" c="var(--quiet)">
          {t("waves.filterHint")}
        </Text>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          <ZonedInput
            label={t("waves.startsAt")}
            zone={zone}
            value={draft.startsAt}
            onChange={(startsAt) => set({ startsAt })}
          />
          <Stack gap="sm">
            {index > 0 && (
              <NumberInput
                label={t("waves.share")}
                description={t("waves.shareHint")}
                min={0}
                max={100}
                suffix=" %"
                allowDecimal={false}
                allowNegative={false}
                value={draft.afterSharePercent}
                onChange={(afterSharePercent) => set({ afterSharePercent })}
              />
            )}
            <NumberInput
              label={t("waves.memberLimit")}
              description={t("waves.memberLimitHint")}
              min={1}
              max={1_000_000}
              allowDecimal={false}
              allowNegative={false}
              value={draft.memberLimit}
              onChange={(memberLimit) => set({ memberLimit })}
            />
          </Stack>
        </SimpleGrid>
        <Checkbox
          label={t("waves.canary")}
          description={t("waves.canaryHint")}
          checked={draft.canary}
          onChange={(event) => set({ canary: event.currentTarget.checked })}
        />
        <Fieldset
          legend={t("waves.windows")}
          variant="unstyled"
          styles={{ legend: { padding: 0, fontWeight: 500 } }}
        >
          <Stack gap="sm">
            {draft.windows.length === 0 && (
              <Text size="sm" c="var(--quiet)">
                {t("waves.noWindows")}
              </Text>
            )}
            {draft.windows.map((window, place) => (
              <WindowFields
                key={window.key}
                window={window}
                place={place}
                onChange={(values) => setWindow(window.key, values)}
                onRemove={() => set({ windows: draft.windows.filter(({ key }) => key !== window.key) })}
              />
            ))}
            <Group>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => set({ windows: [...draft.windows, newWindow(zone)] })}
              >
                {t("waves.addWindow")}
              </Button>
            </Group>
          </Stack>
        </Fieldset>
      </Stack>
    </Paper>
  );
}

interface WindowFieldsProps {
  window: WindowDraft;
  place: number;
  onChange(values: Partial<WindowDraft>): void;
  onRemove(): void;
}

function WindowFields({ window, place, onChange, onRemove }: WindowFieldsProps) {
  const t = useTranslations("slots");
  const locale = useLocale();
  const [zones, setZones] = useState<string[]>([]);
  // The browser's own list: the server may know other zones, and the first rendering must be the same on both.
  useEffect(() => setZones([...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])].sort()), []);
  const overnight = window.from !== "" && window.to !== "" && window.to <= window.from;
  return (
    <Stack gap={6} role="group" aria-label={t("waves.window", { number: place + 1 })}>
      <Chip.Group multiple value={window.weekdays} onChange={(weekdays) => onChange({ weekdays })}>
        <Group gap={6}>
          {isoWeekdays.map((day) => (
            <Chip key={day} value={String(day)} size="xs">
              {weekdayName(day, locale)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Group gap="xs" align="flex-end">
        <TextInput
          type="time"
          label={t("waves.from")}
          required
          value={window.from}
          onChange={(event) => onChange({ from: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t(overnight ? "waves.toNextDay" : "waves.to")}
          required
          value={window.to}
          onChange={(event) => onChange({ to: event.currentTarget.value })}
        />
        <Autocomplete
          label={t("waves.timeZone")}
          data={zones}
          limit={40}
          required
          value={window.timeZone}
          onChange={(timeZone) => onChange({ timeZone })}
          style={{ flex: "1 1 11rem" }}
        />
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t("waves.removeWindow", { number: place + 1 })}
          onClick={onRemove}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
      {window.weekdays.length === 0 && (
        <Text size="xs" c="red" role="alert">
          {t("waves.weekdaysMissing")}
        </Text>
      )}
    </Stack>
  );
}
