import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { changeRule, deleteRule } from "@/lib/alerts/rules/change-rules";
import { readRule } from "@/lib/alerts/rules/queries";
import { changeRuleInput } from "@/lib/alerts/schema";
import { ruleAnswer, writeRule } from "../rule-answer";

const params = z.object({ id: idParam });

export const GET = route(
  {
    operation: { id: "getAlertRule", summary: "One alert rule", tag: "alerts" },
    deed: "alertRule.read",
    params,
    answers: { 200: ruleAnswer },
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: writeRule(await readRule(ctx, id)) }),
);

export const PATCH = route(
  {
    operation: {
      id: "changeAlertRule",
      summary: "Change an alert rule, or switch it off",
      tag: "alerts",
      description:
        "What is left out stays; objects are replaced whole. Its incidents go on by what it says then; those of a rule that is switched off are resolved without a word.",
    },
    deed: "alertRule.manage",
    params,
    body: changeRuleInput,
    answers: { 200: ruleAnswer },
    problems: { 422: "`rule_unclear`: it is about nothing; `channel_unknown`" },
  },
  async ({ ctx, params: { id }, body }) => {
    await changeRule(ctx, id, body);
    return { status: 200, body: writeRule(await readRule(ctx, id)) };
  },
);

export const DELETE = route(
  {
    operation: {
      id: "deleteAlertRule",
      summary: "Remove an alert rule with its incidents",
      tag: "alerts",
      description: "Switching it off keeps its incidents.",
    },
    deed: "alertRule.manage",
    params,
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await deleteRule(ctx, id);
    return { status: 204 };
  },
);

export const { POST, PUT } = otherMethods("GET", "PATCH", "DELETE");
