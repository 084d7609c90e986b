import { z } from "zod";
import { pageAnswer, pageOfWhole, pageQuery } from "@/app/_web/pagination";
import { otherMethods, route } from "@/app/_web/route";
import { createRule } from "@/lib/alerts/rules/change-rules";
import { listRules } from "@/lib/alerts/rules/queries";
import { createRuleInput } from "@/lib/alerts/schema";
import { ruleAnswer, writeRule } from "./rule-answer";

export const GET = route(
  {
    operation: { id: "listAlertRules", summary: "Alert rules, oldest first", tag: "alerts" },
    deed: "alertRule.read",
    query: z.object(pageQuery),
    answers: { 200: pageAnswer(ruleAnswer) },
  },
  async ({ ctx, query }) => ({
    status: 200,
    body: pageOfWhole((await listRules(ctx)).map(writeRule), query),
  }),
);

export const POST = route(
  {
    operation: {
      id: "createAlertRule",
      summary: "Add an alert rule",
      tag: "alerts",
      description:
        "What is left out is what sensible rules say: told 60 seconds after it opened, at most every 15 minutes and only if it grew by 10 %, again after 12 hours.",
    },
    deed: "alertRule.manage",
    body: createRuleInput,
    answers: { 201: z.object({ id: z.int() }) },
    problems: { 422: "`rule_unclear`: it is about nothing; `channel_unknown`" },
  },
  async ({ ctx, body }) => ({ status: 201, body: { id: await createRule(ctx, body) } }),
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
