/** The keys with which scripts and endpoints speak to Rollcall. */
import { Badge, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { EmptyState } from "@/app/_components/empty-state";
import { When } from "@/app/_components/when.client";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { listApiKeys } from "@/lib/access/queries";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { CreateKey, RevokeKey } from "./key-dialogs.client";

const t = words("settings");
const shell = words("shell");
export const metadata: Metadata = { title: t("tabs.keys") };

type RoleWord = "admin" | "lead" | "technician" | "viewer" | "agent";

export default async function ApiKeysPage() {
  const ctx = await pageContext();
  if (!may(ctx.actor, "key.manage", null)) notFound();
  const [keys, appliances] = await Promise.all([
    listApiKeys(ctx, { limit: 500, beforeId: null }),
    listAppliances(ctx),
  ]);
  const choices = appliances.map(({ id, name }) => ({ id, name }));
  // Always in the same place: the dialog that shows the new key must outlive the renewed page.
  const create = <CreateKey appliances={choices} primary={keys.items.length === 0} />;
  return (
    <Card title={t("tabs.keys")} aside={create}>
      {keys.items.length === 0 ? (
        <EmptyState order={3} title={t("keys.empty")} icon={<IconKey size={30} stroke={1.4} />}>
          {t("keys.emptyText")}
        </EmptyState>
      ) : (
        <CardTable
          heads={[t("keys.name"), t("people.role"), t("keys.appliance"), t("keys.lastUsed"), t("keys.made")]}
          deeds={{ word: t("actions"), w: 100 }}
        >
          {keys.items.map((key) => (
            <TableTr key={key.id}>
              <TableTh scope="row" fw={400}>
                <Text size="sm" fw={600} component="span">
                  {key.name}
                </Text>{" "}
                {key.revokedAt !== null && (
                  <Badge color="gray" variant="light" tt="none" size="sm">
                    {t("keys.revoked")}
                  </Badge>
                )}
                <Text size="xs" c="var(--quiet)" ff="monospace">
                  rc_…{key.hint}
                </Text>
              </TableTh>
              <TableTd data-label={t("people.role")}>{shell(`roles.${key.role as RoleWord}`)}</TableTd>
              <TableTd data-label={t("keys.appliance")}>
                {key.applianceId === null
                  ? t("people.everywhere")
                  : (choices.find(({ id }) => id === key.applianceId)?.name ?? key.applianceId)}
              </TableTd>
              <TableTd data-label={t("keys.lastUsed")}>
                {key.lastUsedAt === null ? t("keys.never") : <When at={key.lastUsedAt} />}
              </TableTd>
              <TableTd data-label={t("keys.made")}>
                {key.createdBy}, <When at={key.createdAt} />
              </TableTd>
              <TableTd data-corner ta="right">
                {key.revokedAt === null && <RevokeKey id={key.id} name={key.name} />}
              </TableTd>
            </TableTr>
          ))}
        </CardTable>
      )}
    </Card>
  );
}
