"use client";
import { Alert, Button, Checkbox, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { type Tone, ToneBadge } from "@/app/_components/tone-badge";
import { useDeed } from "@/app/_components/use-deed.client";
/** Asks what each column of a file stands for. */
import { percentOf } from "@/lib/core/percent";
import { DiscardFile } from "./discard-file.client";
import classes from "./mapping-form.module.css";

/** A column of the file with what Rollcall takes it for. */
export interface ProposedColumn {
  index: number;
  heading: string;
  /** The field's name in the API; null: not known. */
  field: string | null;
  confidence: number;
  /** The first values that are not empty. */
  samples: string[];
}

interface MappingFormProps {
  importId: number;
  appliance: string;
  columns: readonly ProposedColumn[];
  /** The fields a column can stand for, in the order of the list, with their words. */
  fields: readonly { value: string; label: string }[];
  identityFields: readonly string[];
  dateFields: readonly string[];
  /** Fields whose absence is told, though it hinders nothing. */
  tellingFields: readonly string[];
  sureConfidence: number;
}

/** Stands in the list for "no field"; no field is called so. */
const keepAsIs = "";

/** Renders a row per column; the file is read again when identity and date are there. */
export function MappingForm(props: MappingFormProps) {
  const t = useTranslations("import");
  const locale = useLocale();
  const { importId, columns, identityFields, dateFields } = props;
  const [chosen, setChosen] = useState<Record<number, string | null>>(() =>
    Object.fromEntries(columns.map(({ index, field }) => [index, field])),
  );
  const [remember, setRemember] = useState(true);
  const { pending, problem, run } = useDeed();
  const used = Object.values(chosen).filter((field) => field !== null);
  const missing = [
    ...(used.some((field) => identityFields.includes(field)) ? [] : (["identity"] as const)),
    ...(used.some((field) => dateFields.includes(field)) ? [] : (["date"] as const)),
  ];
  const lacking = props.tellingFields
    .filter((field) => !used.includes(field))
    .map((field) => (props.fields.find(({ value }) => value === field)?.label ?? field).toLowerCase())
    .map((word) => `“${word}”`);
  // One field, one column: the column that had it before stays as it is.
  const choose = (index: number, field: string | null) =>
    setChosen((before) => ({
      ...Object.fromEntries(
        Object.entries(before).map(([other, had]) => [other, had === field ? null : had]),
      ),
      [index]: field,
    }));

  function answer() {
    const mapping = Object.fromEntries(columns.map(({ heading, index }) => [heading, chosen[index] ?? null]));
    return callApi("POST", `/api/v1/imports/${importId}/mapping`, { mapping, remember });
  }

  return (
    <ReadyForm
      onSubmit={() => {
        void run(answer, t("answered"));
      }}
    >
      <Stack gap="md">
        <div className={classes.columns}>
          <div className={classes.head} aria-hidden>
            <span>{t("column")}</span>
            <span>{t("sample")}</span>
            <span>{t("field")}</span>
            <span>{t("confidence")}</span>
          </div>
          {columns.map((column) => (
            <div key={column.index} className={classes.column}>
              <Text size="sm" fw={600} className={classes.cell}>
                {column.heading}
              </Text>
              <Text size="sm" c="var(--quiet)" className={classes.cell} lineClamp={2}>
                {column.samples.length > 0 ? column.samples.join(" · ") : t("emptyCell")}
              </Text>
              <Select
                aria-label={`${column.heading}: ${t("field")}`}
                data={[{ value: keepAsIs, label: t("keep") }, ...props.fields]}
                value={chosen[column.index] ?? keepAsIs}
                onChange={(field) => choose(column.index, field === keepAsIs ? null : field)}
                allowDeselect={false}
                searchable
              />
              <Confidence
                column={column}
                chosen={chosen[column.index] ?? null}
                sureConfidence={props.sureConfidence}
              />
            </div>
          ))}
        </div>
        {missing.map((part) => (
          <Alert key={part} color="orange" p="xs" role="status">
            {t(`missing.${part}`)}
          </Alert>
        ))}
        {missing.length === 0 && lacking.length > 0 && (
          <Text size="sm" c="var(--quiet)">
            {t("lacking", { fields: new Intl.ListFormat(locale, { type: "disjunction" }).format(lacking) })}
          </Text>
        )}
        <Checkbox
          label={t("remember", { appliance: props.appliance })}
          checked={remember}
          onChange={(event) => setRemember(event.currentTarget.checked)}
        />
        <ProblemAlert problem={problem} />
        <Group gap="xs">
          <Button type="submit" loading={pending} disabled={missing.length > 0}>
            {t("go")}
          </Button>
          <DiscardFile importId={importId} />
        </Group>
      </Stack>
    </ReadyForm>
  );
}

interface ConfidenceProps {
  column: ProposedColumn;
  chosen: string | null;
  sureConfidence: number;
}

function Confidence({ column, chosen, sureConfidence }: ConfidenceProps) {
  const t = useTranslations("import");
  const [tone, word]: [Tone, string] =
    chosen !== column.field
      ? ["busy", t("confidences.chosen")]
      : column.field === null
        ? ["quiet", t("confidences.none")]
        : column.confidence >= sureConfidence
          ? ["good", t("confidences.sure")]
          : [
              "attention",
              t("confidences.likely", {
                percent: percentOf(Math.round(column.confidence * 1_000), 1_000) ?? 0,
              }),
            ];
  return (
    <span className={classes.confidence}>
      <ToneBadge tone={tone}>{word}</ToneBadge>
    </span>
  );
}
