/** My work: what I hold, until when, and what to do, in the order of a visit; and what has closed lately, with what closed it. */
import { IconTools } from "@tabler/icons-react";
import type { Metadata } from "next";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { pageContext } from "@/app/_web/session";
import { seesNothing } from "@/lib/access/may";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { listClosedItems } from "@/lib/work/closed-items";
import { listItems } from "@/lib/work/list-items";
import { itemQuery } from "@/lib/work/schema";
import { readerOf, toListItem } from "../_work/to-list-item";
import { ClosedItems } from "./closed-items";
import { MyWork } from "./my-work.client";

const t = words("work");
export const metadata: Metadata = { title: t("mine.title") };

const heldAtMost = 500;
const closedAtMost = 50;

export default async function MyWorkPage() {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor))
    return (
      <>
        <PageHeader title={t("mine.title")} />
        <NothingToSee />
      </>
    );
  const appliances = await listAppliances(ctx);
  const query = itemQuery.parse({ assignee: "me" });
  const { items, total } = await listItems(ctx, query, { limit: heldAtMost, order: "visit", cursor: null });
  const closed = await listClosedItems(ctx, ctx.actor.id, closedAtMost);
  const reader = readerOf(
    ctx,
    appliances.map(({ id }) => id),
  );
  return (
    <>
      <AutoRefresh seconds={60} />
      <PageHeader
        title={t("mine.title")}
        description={t("mine.description", { total })}
        actions={
          <LinkButton href="/work" variant="default" size="sm">
            {t("mine.all")}
          </LinkButton>
        }
      />
      {items.length === 0 ? (
        <EmptyState
          title={t("mine.emptyTitle")}
          icon={<IconTools size={40} stroke={1.4} />}
          action={<LinkButton href="/work?assignee=none">{t("mine.emptyAction")}</LinkButton>}
        >
          {t("mine.empty")}
        </EmptyState>
      ) : (
        <MyWork items={items.map((item) => toListItem(item, appliances.length > 1))} reader={reader} />
      )}
      {closed.total > 0 && <ClosedItems {...closed} several={appliances.length > 1} />}
    </>
  );
}
