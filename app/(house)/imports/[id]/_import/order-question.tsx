/** The question how dates are written, with examples from the file read in each of the orders. */
import { Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import cards from "@/app/_components/card-table.module.css";
import type { ImportDetail, ImportQuestion } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { OrderAnswer } from "./answers.client";
import { readAs } from "./read-in-order";

const t = words("import");

interface OrderQuestionProps {
  found: ImportDetail;
  question: Extract<ImportQuestion, { kind: "date_order" }>;
}

/** Renders the examples and an answer for each order that may be right. */
export function OrderQuestion({ found, question }: OrderQuestionProps) {
  const given = found.parameters.timeZone;
  const zone = typeof given === "string" ? given : found.timeZone;
  const { orders } = question;
  return (
    <Card title={t("orderTitle")}>
      <Stack gap="md">
        <Text size="sm">{t(question.why === "contradictory" ? "orderContradicting" : "orderAmbiguous")}</Text>
        <Table className={cards.table}>
          <TableThead>
            <TableTr>
              <TableTh>{t("orderExample")}</TableTh>
              {orders.map((order) => (
                <TableTh key={order}>{t(`orders.${order}`)}</TableTh>
              ))}
            </TableTr>
          </TableThead>
          <TableTbody>
            {question.examples.map(({ line, value }) => (
              <TableTr key={line} style={{ verticalAlign: "top" }}>
                <TableTd>
                  <strong>{value}</strong>
                  <Text size="xs" c="var(--quiet)">
                    {t("line", { line: String(line) })}
                  </Text>
                </TableTd>
                {orders.map((order) => (
                  <TableTd key={order} data-label={t(`orders.${order}`)}>
                    {readAs(order, value, zone) ?? t("orderNot")}
                  </TableTd>
                ))}
              </TableTr>
            ))}
          </TableTbody>
        </Table>
        <OrderAnswer importId={found.id} orders={orders} />
        <Text size="xs" c="var(--quiet)">
          {t("orderRemember", { appliance: found.applianceName })}
        </Text>
      </Stack>
    </Card>
  );
}
