/** One alert rule. */
import type { Metadata } from "next";
import { PageHeader } from "@/app/_components/page-header";
import { idParam } from "@/app/_components/search-params";
import { orNotFound } from "@/app/_web/or-not-found";
import { pageContext } from "@/app/_web/session";
import { readRule } from "@/lib/alerts/rules/queries";
import { mayManageRule } from "@/lib/alerts/rules/rule-rights";
import { words } from "@/lib/platform/words";
import { loadChoices } from "../_editor/load-choices";
import { draftOf } from "../_editor/rule-draft";
import { RuleForm } from "../_editor/rule-form.client";

const t = words("alerts");
export const metadata: Metadata = { title: t("rules.title") };

export default async function RulePage({ params }: { params: Promise<{ ruleId: string }> }) {
  const ctx = await pageContext();
  const rule = await orNotFound(readRule(ctx, idParam((await params).ruleId) ?? 0));
  const { zone, ...choices } = await loadChoices(ctx, rule.scope.applianceIds);
  const mayChange = mayManageRule(ctx, rule.scope);
  return (
    <>
      <PageHeader
        parent={{ href: "/alerts/rules", title: t("rules.title") }}
        title={t("rules.editTitle", { name: rule.name })}
        description={mayChange ? null : t("rules.mayNot")}
      />
      <RuleForm
        id={rule.id}
        draft={draftOf(rule, zone)}
        // Who only reads a rule about all appliances is shown that it is.
        choices={{ ...choices, everywhere: choices.everywhere || !mayChange }}
        readOnly={!mayChange}
      />
    </>
  );
}
