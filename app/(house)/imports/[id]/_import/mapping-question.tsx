/** The mapping screen: the first rows as they are, and what each column may stand for. */
import { Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { type Field, fields } from "@/lib/intake/export-file/headings/heading-words";
import { columnNames, missingParts, sureConfidence } from "@/lib/intake/export-file/headings/headings";
import type { ImportDetail, ImportQuestion } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { MappingForm } from "./answers.client";
import { FirstRows } from "./first-rows";
import type { ProposedColumn } from "./mapping-form.client";

const t = words("import");

const samplesAtMost = 3;

/** A part that a single column of the field supplies. */
const supplies = (part: "identity" | "date") =>
  fields.filter((field) => !missingParts([field]).includes(part));

/** Without these a list is poorer, which is told before it is read. */
const tellingFields = ["name", "group", "needsUpdate"] as const satisfies readonly Field[];

interface MappingQuestionProps {
  found: ImportDetail;
  question: Extract<ImportQuestion, { kind: "mapping" }>;
}

/** Renders the rows and the form. */
export function MappingQuestion({ found, question }: MappingQuestionProps) {
  const names = columnNames(question.headings);
  const columns = question.proposal.map(
    ({ index, heading, field, confidence }): ProposedColumn => ({
      index,
      heading: names[index] ?? heading,
      field,
      confidence,
      samples: [...new Set(question.rows.map((row) => row[index]?.trim() ?? "").filter(Boolean))].slice(
        0,
        samplesAtMost,
      ),
    }),
  );
  return (
    <Card title={t("mappingTitle")}>
      <Stack gap="md">
        <Text size="sm">{t("mappingText")}</Text>
        <details open>
          <summary>
            <Text span size="sm" fw={600}>
              {t("mappingRows")}
            </Text>
          </summary>
          <FirstRows label={t("mappingRows")} names={names} rows={question.rows} />
        </details>
        <MappingForm
          importId={found.id}
          appliance={found.applianceName}
          columns={columns}
          fields={fields.map((field) => ({ value: field, label: t(`fields.${field}`) }))}
          identityFields={supplies("identity")}
          dateFields={supplies("date")}
          tellingFields={tellingFields}
          sureConfidence={sureConfidence}
        />
      </Stack>
    </Card>
  );
}
