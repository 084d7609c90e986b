/** A new alert rule. */
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/app/_components/page-header";
import { pageContext } from "@/app/_web/session";
import { appliancesFor } from "@/lib/access/may";
import { words } from "@/lib/platform/words";
import { loadChoices } from "../_editor/load-choices";
import { newDraft } from "../_editor/rule-draft";
import { RuleForm } from "../_editor/rule-form.client";

const t = words("alerts");
export const metadata: Metadata = { title: t("rules.newTitle") };

export default async function AddRulePage() {
  const ctx = await pageContext();
  if (appliancesFor(ctx.actor, "alertRule.manage").length === 0) notFound();
  const { zone, ...choices } = await loadChoices(ctx);
  const first = choices.everywhere ? [] : choices.appliances.slice(0, 1).map(({ id }) => String(id));
  return (
    <>
      <PageHeader parent={{ href: "/alerts/rules", title: t("rules.title") }} title={t("rules.newTitle")} />
      <RuleForm id={null} draft={newDraft(first, zone)} choices={choices} readOnly={false} />
    </>
  );
}
