/** The policy an appliance's clients are judged by, line by line, with its editions. */
import { Stack, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { IconServer } from "@tabler/icons-react";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { When } from "@/app/_components/when.client";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { defaultPolicy, type KindPolicy, type Policy, type PolicyLine, policyLines } from "@/lib/core/policy";
import { listAppliances, listPolicyEditions, type PolicyEdition } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { ApplianceChoice } from "../appliance-choice.client";
import { EditLine, ResetPolicy } from "./policy-dialogs.client";
import { fieldsOf, isSameLine, ruleText } from "./policy-words";

const t = words("settings");
export const metadata: Metadata = { title: t("tabs.policy") };

export default async function PolicyPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <NothingToSee />;
  const appliances = await listAppliances(ctx);
  const asked = idParam((await searchParams).applianceId);
  const appliance = appliances.find(({ id }) => id === asked) ?? appliances[0];
  if (!appliance) {
    return (
      <EmptyState
        title={t("appliances.empty")}
        icon={<IconServer size={32} stroke={1.4} />}
        action={<LinkButton href="/settings/appliances">{t("appliances.registerButton")}</LinkButton>}
      >
        {t("policy.noAppliance")}
      </EmptyState>
    );
  }
  const editions = await listPolicyEditions(ctx, appliance.id);
  const policy = editions[0]?.policy ?? defaultPolicy;
  const mayChange = may(ctx.actor, "policy.change", appliance.id);
  const changed = policyLines.some((line) => !isSameLine(policy[line], defaultPolicy[line]));
  return (
    <Stack gap="md">
      <ApplianceChoice
        appliances={appliances.map(({ id, name }) => ({ id, name }))}
        chosen={appliance.id}
        path="/settings/policy"
      />
      <Card
        title={t("policy.of", { appliance: appliance.name })}
        aside={
          mayChange && changed ? (
            <ResetPolicy applianceId={appliance.id} />
          ) : (
            <Text size="xs" c="var(--quiet)">
              {t(changed ? "policy.edition" : "policy.isDefault", { version: editions[0]?.version ?? 0 })}
            </Text>
          )
        }
      >
        <Text size="sm" c="var(--quiet)" mb="sm" maw="75ch">
          {t("policy.intro")}
        </Text>
        <PolicyTable policy={policy} applianceId={appliance.id} mayChange={mayChange} />
      </Card>
      <Card title={t("policy.history")}>
        <History editions={editions} zone={appliance.timeZone} />
      </Card>
    </Stack>
  );
}

function PolicyTable({
  policy,
  applianceId,
  mayChange,
}: {
  policy: Policy;
  applianceId: number;
  mayChange: boolean;
}) {
  return (
    <CardTable
      heads={[t("policy.line"), t("policy.due"), t("policy.redeployWhen")]}
      deeds={{ word: t("actions"), w: 90 }}
    >
      {policyLines.map((line) => {
        const rules = policy[line];
        const own = !isSameLine(rules, defaultPolicy[line]);
        return (
          <TableTr key={line} style={{ verticalAlign: "top" }}>
            <TableTh scope="row" fw={400}>
              <Text size="sm" fw={600}>
                {t(`policy.lines.${line}`)}
              </Text>
              {own && (
                <Text size="xs" c="var(--quiet)">
                  {t("policy.changed")}
                </Text>
              )}
            </TableTh>
            <TableTd data-label={t("policy.due")}>
              {ruleText("dueAfterMinutes", rules)}
              {rules.dueAfterMinutes !== null && rules.graceMinutes !== null && !rules.byHand && (
                <Text size="xs" c="var(--quiet)">
                  {t("policy.grace", { duration: ruleText("graceMinutes", rules) })}
                </Text>
              )}
            </TableTd>
            <TableTd data-label={t("policy.redeployWhen")}>{redeployWords(rules)}</TableTd>
            <TableTd data-corner ta="right">
              {mayChange && (
                <EditLine
                  applianceId={applianceId}
                  line={line}
                  rules={rules}
                  standard={defaultPolicy[line]}
                  name={t(`policy.lines.${line}`)}
                />
              )}
            </TableTd>
          </TableTr>
        );
      })}
    </CardTable>
  );
}

/** Everything that calls for redeployment, in one line. */
function redeployWords(rules: KindPolicy): string {
  if (rules.byHand) return t("policy.atOnce");
  const parts = [
    rules.silentDays !== null && ruleText("silentDays", rules),
    rules.missedReleases !== null && ruleText("missedReleases", rules),
    rules.failedAttempts !== null && ruleText("failedAttempts", rules),
    rules.msiLockedDown && ruleText("msiLockedDown", rules),
  ].filter((part): part is string => typeof part === "string");
  return parts.length === 0 ? t("policy.neverByItself") : parts.join(" · ");
}

function History({ editions, zone }: { editions: readonly PolicyEdition[]; zone: string }) {
  if (editions.length === 0) {
    return (
      <Text size="sm" c="var(--quiet)">
        {t("policy.noHistory")}
      </Text>
    );
  }
  return (
    <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: "none" }}>
      {editions.map((edition, index) => (
        <li key={edition.version}>
          <Text size="sm">
            <strong>{t("policy.edition", { version: edition.version })}</strong> · {edition.createdBy} ·{" "}
            <When at={edition.createdAt} zone={zone} as="both" />
          </Text>
          {changesBetween(editions[index + 1]?.policy ?? defaultPolicy, edition.policy).map((change) => (
            <Text key={change} size="sm" c="var(--quiet)">
              {change}
            </Text>
          ))}
        </li>
      ))}
    </Stack>
  );
}

/** One sentence per rule that differs. */
function changesBetween(before: Policy, after: Policy): string[] {
  return policyLines.flatMap((line: PolicyLine) =>
    fieldsOf(before[line])
      .filter((field) => before[line][field] !== after[line][field])
      .map((field) =>
        t("policy.change", {
          line: t(`policy.lines.${line}`),
          field: t(`policy.fields.${field}`),
          before: ruleText(field, before[line]),
          after: ruleText(field, after[line]),
        }),
      ),
  );
}
