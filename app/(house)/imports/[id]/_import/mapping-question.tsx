/** The mapping screen: the first rows as they are, and what each column may stand for. */
import { Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { fields } from "@/lib/intake/export-file/heading-words";
import { columnNames, missingParts, sureConfidence } from "@/lib/intake/export-file/headings";
import type { ImportDetail, ImportQuestion } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { MappingForm, type ProposedColumn } from "./mapping-form.client";

const t = words("import");

const samplesAtMost = 3;

/** A part that a single column of the field supplies. */
const supplies = (part: "identity" | "date") =>
  fields.filter((field) => !missingParts([field]).includes(part));

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
          <ScrollRegion label={t("mappingRows")}>
            <Table withColumnBorders mt="xs" style={{ width: "max-content", minWidth: "100%" }}>
              <TableThead>
                <TableTr>
                  {names.map((name) => (
                    <TableTh key={name}>{name}</TableTh>
                  ))}
                </TableTr>
              </TableThead>
              <TableTbody>
                {question.rows.map((row, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a file have no other name than their place
                  <TableTr key={at}>
                    {names.map((name, index) => (
                      <TableTd key={name} maw="20rem" style={{ overflowWrap: "anywhere" }}>
                        {row[index]}
                      </TableTd>
                    ))}
                  </TableTr>
                ))}
              </TableTbody>
            </Table>
          </ScrollRegion>
        </details>
        <MappingForm
          importId={found.id}
          appliance={found.applianceName}
          columns={columns}
          fields={fields.map((field) => ({ value: field, label: t(`fields.${field}`) }))}
          identityFields={supplies("identity")}
          dateFields={supplies("date")}
          sureConfidence={sureConfidence}
        />
      </Stack>
    </Card>
  );
}
