/** The appliances Rollcall watches. */
import { Group, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { IconServer } from "@tabler/icons-react";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { EmptyState } from "@/app/_components/empty-state";
import { TextLink } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { EditAppliance, RegisterAppliance } from "./appliance-dialogs.client";
import { DeleteAppliance } from "./delete-appliance.client";

const t = words("settings");
export const metadata: Metadata = { title: t("tabs.appliances") };

export default async function AppliancesPage() {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <NothingToSee />;
  const appliances = await listAppliances(ctx);
  const register = may(ctx.actor, "appliance.create", null) && (
    <RegisterAppliance primary={appliances.length === 0} />
  );
  return (
    <Card title={t("tabs.appliances")} aside={appliances.length > 0 && register}>
      {appliances.length === 0 ? (
        <EmptyState
          order={3}
          title={t("appliances.empty")}
          icon={<IconServer size={32} stroke={1.4} />}
          action={register}
        >
          {t("appliances.emptyText")}
        </EmptyState>
      ) : (
        <CardTable
          heads={[
            t("appliances.name"),
            t("appliances.timeZone"),
            t("appliances.dateOrder"),
            t("appliances.cap"),
            t("appliances.confirmShort"),
            t("tabs.policy"),
          ]}
          deeds={{ word: t("actions"), w: 130 }}
        >
          {appliances.map((appliance) => (
            <TableTr key={appliance.id}>
              <TableTh scope="row" fw={400}>
                <Text size="sm" fw={600} pr={{ base: 120, sm: 0 }}>
                  {appliance.name}
                </Text>
                <Text size="xs" c="var(--quiet)">
                  {appliance.hostname} · {t("appliances.id", { id: String(appliance.id) })}
                </Text>
              </TableTh>
              <TableTd data-label={t("appliances.timeZone")}>{appliance.timeZone}</TableTd>
              <TableTd data-label={t("appliances.dateOrder")}>
                {t(`appliances.dateOrders.${appliance.dateOrder ?? "ask"}`)}
              </TableTd>
              <TableTd data-label={t("appliances.cap")}>
                {appliance.cap === null ? t("appliances.noCap") : appliance.cap.toLocaleString("en")}
              </TableTd>
              <TableTd data-label={t("appliances.confirmShort")}>{appliance.confirmChangePercent} %</TableTd>
              <TableTd data-label={t("tabs.policy")}>
                <TextLink href={`/settings/policy?applianceId=${appliance.id}`} size="sm">
                  {t("appliances.toPolicy")}
                </TextLink>
              </TableTd>
              <TableTd data-corner>
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  {may(ctx.actor, "appliance.change", appliance.id) && (
                    <EditAppliance appliance={appliance} />
                  )}
                  {may(ctx.actor, "appliance.delete", appliance.id) && (
                    <DeleteAppliance appliance={{ id: appliance.id, name: appliance.name }} />
                  )}
                </Group>
              </TableTd>
            </TableTr>
          ))}
        </CardTable>
      )}
    </Card>
  );
}
