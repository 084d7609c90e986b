/** The question how dates are written, with examples from the file read both ways. */
import { Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { ScrollRegion } from "@/app/_components/scroll-region";
import type { ImportDetail, ImportQuestion } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { OrderAnswer } from "./order-answer.client";
import { readAs } from "./read-both-ways";

const t = words("import");

interface OrderQuestionProps {
  found: ImportDetail;
  question: Extract<ImportQuestion, { kind: "date_order" }>;
}

/** Renders the examples and the two answers. */
export function OrderQuestion({ found, question }: OrderQuestionProps) {
  const given = found.parameters.timeZone;
  const zone = typeof given === "string" ? given : found.timeZone;
  return (
    <Card title={t("orderTitle")}>
      <Stack gap="md">
        <Text size="sm">{t(question.why === "contradictory" ? "orderContradicting" : "orderAmbiguous")}</Text>
        <ScrollRegion label={t("orderExample")}>
          <Table miw="18rem">
            <TableThead>
              <TableTr>
                <TableTh>{t("orderExample")}</TableTh>
                <TableTh>{t("orderDmy")}</TableTh>
                <TableTh>{t("orderMdy")}</TableTh>
              </TableTr>
            </TableThead>
            <TableTbody>
              {question.examples.map(({ line, value }) => (
                <TableTr key={line}>
                  <TableTd>
                    {value}
                    <Text size="xs" c="var(--quiet)">
                      {t("line", { line: String(line) })}
                    </Text>
                  </TableTd>
                  <TableTd>{readAs("dmy", value, zone) ?? t("orderNot")}</TableTd>
                  <TableTd>{readAs("mdy", value, zone) ?? t("orderNot")}</TableTd>
                </TableTr>
              ))}
            </TableTbody>
          </Table>
        </ScrollRegion>
        <OrderAnswer importId={found.id} />
        <Text size="xs" c="var(--quiet)">
          {t("orderRemember", { appliance: found.applianceName })}
        </Text>
      </Stack>
    </Card>
  );
}
