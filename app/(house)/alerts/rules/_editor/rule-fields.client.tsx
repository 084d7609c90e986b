"use client";
/** The fields of an alert rule, in the order in which one thinks of them. */
import {
  Chip,
  ChipGroup,
  Group,
  MultiSelect,
  NumberInput,
  type NumberInputProps,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { divisions, isAboutMembers, isAboutRollcall, type RuleKind, ruleKinds } from "@/lib/core/alerts/rule";
import { severities } from "@/lib/core/alerts/severity";
import { clientKinds } from "@/lib/core/client";
import { movers } from "@/lib/core/movers";
import type { RuleDraft } from "./rule-draft";

/** What can be chosen from. `everywhere`: rules about all appliances too. */
export interface Choices {
  appliances: readonly { id: number; name: string }[];
  channels: readonly { id: number; name: string }[];
  timeZones: readonly string[];
  everywhere: boolean;
}

interface RuleFieldsProps {
  draft: RuleDraft;
  choices: Choices;
  onChange(changed: Partial<RuleDraft>): void;
}

const weekdays = ["1", "2", "3", "4", "5", "6", "7"] as const;

export function RuleFields({ draft, choices, onChange }: RuleFieldsProps) {
  const t = useTranslations("alerts");
  const kindWords = useTranslations("kinds");
  const field = (name: keyof RuleDraft) => t(`rules.fields.${name as "name"}`);
  const number = (name: NumberField, more: NumberInputProps = {}) => (
    <NumberInput
      label={field(name)}
      value={draft[name]}
      onChange={(value) => onChange({ [name]: value })}
      min={0}
      allowDecimal={false}
      {...more}
    />
  );
  const ofMembers = isAboutMembers(draft.kind);
  const channels = choices.channels.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <Stack gap="xl" maw="52rem">
      <Section title={t("rules.sections.what")}>
        <TextInput
          label={field("name")}
          value={draft.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          required
          maxLength={200}
        />
        <Select
          label={field("kind")}
          data={kindGroups.map(({ group, kinds }) => ({
            group: t(`rules.groupsOf.${group}`),
            items: kinds.map((kind) => ({ value: kind, label: t(`rules.kinds.${kind}`) })),
          }))}
          value={draft.kind}
          onChange={(kind) => onChange(startOf(kind as RuleKind, choices))}
          allowDeselect={false}
        />
        <Select
          label={field("severity")}
          data={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
          value={draft.severity}
          onChange={(value) => onChange({ severity: value as RuleDraft["severity"] })}
          allowDeselect={false}
        />
      </Section>
      {!isAboutRollcall(draft.kind) && (
        <Section title={t("rules.sections.whom")}>
          <MultiSelect
            label={t("rules.fields.appliances")}
            description={t(choices.everywhere ? "rules.fields.appliancesHint" : "rules.wideOnly")}
            data={choices.appliances.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={draft.applianceIds}
            onChange={(applianceIds) => onChange({ applianceIds })}
            required={!choices.everywhere}
            placeholder={
              draft.applianceIds.length === 0 && choices.everywhere ? t("rules.everywhere") : undefined
            }
            searchable
            clearable
          />
          {ofMembers && (
            <>
              <MultiSelect
                label={field("kinds")}
                description={t("rules.fields.kindsHint")}
                data={clientKinds.map((value) => ({ value, label: kindWords(`plural.${value}`) }))}
                value={draft.kinds}
                onChange={(kinds) => onChange({ kinds })}
              />
              <MultiSelect
                label={field("movers")}
                description={t("rules.fields.moversHint")}
                data={movers.map((value) => ({ value, label: t(`movers.${value}`) }))}
                value={draft.movers}
                onChange={(chosen) => onChange({ movers: chosen })}
              />
              <Textarea
                label={field("groups")}
                description={t("rules.fields.groupsHint")}
                value={draft.groups}
                onChange={(event) => onChange({ groups: event.currentTarget.value })}
                autosize
                minRows={1}
              />
              <Textarea
                label={field("tags")}
                description={t("rules.fields.tagsHint")}
                value={draft.tags}
                onChange={(event) => onChange({ tags: event.currentTarget.value })}
                autosize
                minRows={1}
              />
            </>
          )}
        </Section>
      )}
      <Section title={t("rules.sections.size")}>
        {number("minCount", { min: 1 })}
        {number("minPercent", { min: 1, max: 100 })}
        {number("criticalCount", { min: 1 })}
        {number("criticalPercent", { min: 1, max: 100 })}
        {number("afterMinutes", { description: t("rules.fields.afterHint") })}
        {ofMembers && (
          <Select
            label={field("per")}
            data={divisions.map((value) => ({ value, label: t(`rules.fields.perChoices.${value}`) }))}
            value={draft.per}
            onChange={(value) => onChange({ per: value ?? "all" })}
            allowDeselect={false}
          />
        )}
      </Section>
      <Section title={t("rules.sections.when")}>
        {number("holdMinutes")}
        {number("firstWaitSeconds")}
        {number("everyMinutes", { min: 1 })}
        {number("growPercent")}
        {number("repeatMinutes", { min: 1 })}
        {number("acknowledgeHours", { min: 1 })}
      </Section>
      <Stack gap="md">
        <Switch
          label={t("rules.fields.hours")}
          checked={draft.hasHours}
          onChange={(event) => onChange({ hasHours: event.currentTarget.checked })}
        />
        {draft.hasHours && (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <div>
              <Text size="sm" fw={500} id="rule-weekdays">
                {field("weekdays")}
              </Text>
              <ChipGroup
                multiple
                value={draft.weekdays}
                onChange={(chosen) => onChange({ weekdays: chosen })}
              >
                <Group gap={6} mt={4} role="group" aria-labelledby="rule-weekdays">
                  {weekdays.map((day) => (
                    <Chip key={day} value={day} size="xs">
                      {t(`rules.weekdays.${day}`)}
                    </Chip>
                  ))}
                </Group>
              </ChipGroup>
            </div>
            <Group grow>
              <TextInput
                type="time"
                label={field("from")}
                value={draft.from}
                onChange={(event) => onChange({ from: event.currentTarget.value })}
              />
              <TextInput
                type="time"
                label={field("to")}
                value={draft.to}
                onChange={(event) => onChange({ to: event.currentTarget.value })}
              />
            </Group>
            <Select
              label={field("timeZone")}
              data={[...choices.timeZones]}
              value={draft.timeZone}
              onChange={(value) => onChange({ timeZone: value ?? "UTC" })}
              searchable
              allowDeselect={false}
            />
            <Select
              label={t("rules.fields.anyTime")}
              data={[
                { value: "", label: t("rules.fields.anyTimeNone") },
                ...severities.map((value) => ({ value, label: t(`severity.${value}`) })),
              ]}
              value={draft.anyTimeFrom}
              onChange={(value) => onChange({ anyTimeFrom: value ?? "" })}
              allowDeselect={false}
            />
            <Textarea
              label={field("holidays")}
              description={t("rules.fields.holidaysHint")}
              value={draft.holidays}
              onChange={(event) => onChange({ holidays: event.currentTarget.value })}
              autosize
              minRows={1}
            />
          </SimpleGrid>
        )}
      </Stack>
      <Section title={t("rules.sections.who")}>
        <MultiSelect
          label={t("rules.fields.channels")}
          description={t("rules.fields.channelsHint")}
          data={channels}
          value={draft.channelIds}
          onChange={(chosen) => onChange({ channelIds: chosen })}
        />
        <div />
        {number("escalateAfter", { min: 1 })}
        <MultiSelect
          label={field("escalateTo")}
          data={channels}
          value={draft.escalateTo}
          onChange={(chosen) => onChange({ escalateTo: chosen })}
        />
      </Section>
    </Stack>
  );
}

type NumberField = {
  [K in keyof RuleDraft]: RuleDraft[K] extends number | string
    ? number extends RuleDraft[K]
      ? K
      : never
    : never;
}[keyof RuleDraft];

const kindGroups = [
  { group: "members", kinds: ruleKinds.filter(isAboutMembers) },
  {
    group: "knowledge",
    kinds: ruleKinds.filter((kind) => !isAboutMembers(kind) && !isAboutRollcall(kind)),
  },
  { group: "rollcall", kinds: ruleKinds.filter(isAboutRollcall) },
] as const;

/** What another kind has no use for is not kept from the one before. */
function startOf(kind: RuleKind, { everywhere, appliances }: Choices): Partial<RuleDraft> {
  if (isAboutMembers(kind)) return { kind };
  const narrowed = { groups: "", kinds: [], movers: [], tags: "", per: "all" };
  const applianceIds = everywhere ? [] : appliances.slice(0, 1).map(({ id }) => String(id));
  return { kind, ...narrowed, minCount: "", ...(isAboutRollcall(kind) ? { applianceIds } : {}) };
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        {children}
      </SimpleGrid>
    </section>
  );
}
