/** The items counted by what they are grouped by; each leads to its own. */
import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import type { ClientKind } from "@/lib/core/client";
import type { ReasonCode } from "@/lib/core/reasons";
import { itemStates } from "@/lib/core/work";
import { words } from "@/lib/platform/words";
import type { ItemGroup } from "@/lib/work/group-items";
import type { ItemGrouping } from "@/lib/work/schema";

const t = words("work");

/** What a group is called. */
export function groupLabel(grouping: ItemGrouping, { key, label }: ItemGroup): string {
  if (key === null) return grouping === "assignee" ? t("filters.nobody") : t("filters.none");
  if (grouping === "kind") return words("kinds")(key as ClientKind);
  return grouping === "reason" ? words("reasonTitles")(key as ReasonCode) : (label ?? key);
}

interface ByGroupProps {
  grouping: ItemGrouping;
  groups: readonly ItemGroup[];
  params: string;
}

export function ByGroup({ grouping, groups, params }: ByGroupProps) {
  if (groups.length === 0) return null;
  const name = grouping as Exclude<ItemGrouping, "state">;
  return (
    <Card title={t(`groupings.${name}`)}>
      <ScrollRegion label={t(`groupings.${name}`)}>
        <Table verticalSpacing={4} striped={false}>
          <TableThead>
            <TableTr>
              <TableTh>{t(`groupings.${name}`)}</TableTh>
              {itemStates.map((state) => (
                <TableTh key={state} ta="right">
                  {t(`states.${state}`)}
                </TableTh>
              ))}
            </TableTr>
          </TableThead>
          <TableTbody>
            {groups.map((group) => (
              <TableTr key={group.key ?? ""}>
                <TableTd>
                  <TextLink href={hrefOf(params, grouping, group.key)} size="sm" prefetch={false}>
                    {groupLabel(grouping, group)}
                  </TextLink>
                </TableTd>
                {itemStates.map((state) => (
                  <TableTd key={state} ta="right" c={group[state] === 0 ? "var(--quiet)" : undefined}>
                    {group[state].toLocaleString("en")}
                  </TableTd>
                ))}
              </TableTr>
            ))}
          </TableTbody>
        </Table>
      </ScrollRegion>
    </Card>
  );
}

function hrefOf(params: string, grouping: ItemGrouping, key: string | null): string {
  const next = new URLSearchParams(params);
  next.delete("by");
  next.set(grouping, key ?? (grouping === "assignee" ? "none" : ""));
  return `/work?${next}`;
}
