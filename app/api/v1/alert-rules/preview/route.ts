import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { previewRule } from "@/lib/alerts/rules/preview-rule";
import { createRuleInput } from "@/lib/alerts/schema";
import { severities } from "@/lib/core/alerts/severity";

const sayings = ["opened", "updated", "repeated", "escalated", "resolved"] as const;

export const POST = route(
  {
    operation: {
      id: "previewAlertRule",
      summary: "What a rule would have done over the last 30 days",
      tag: "alerts",
      description:
        "Changes nothing. As if nobody had acknowledged anything. `known` false: not enough is kept of what the rule looks for, and `note` says why.",
    },
    deed: "alertRule.manage",
    body: createRuleInput,
    answers: {
      200: z.object({
        known: z.boolean(),
        note: z.string().meta({ description: "What it is made of, or why it is not known." }),
        scopes: z.int().meta({ description: "Groups, kinds or appliances there was something of." }),
        scopesLeftOut: z
          .int()
          .meta({ description: "Those of them, with the fewest, that were not replayed." }),
        messages: z.int(),
        incidents: z.array(
          z.object({
            appliance: z.string().nullable().meta({ description: "Null: Rollcall itself." }),
            part: z.string().nullable().meta({ description: "Group, kind, import, release or channel." }),
            openedAt: instantAnswer,
            resolvedAt: instantAnswer.nullable(),
            peak: z.int(),
            severity: z.enum(severities),
            said: z.array(z.object({ at: instantAnswer, what: z.enum(sayings) })),
          }),
        ),
      }),
    },
    idempotency: false,
  },
  async ({ ctx, body }) => {
    const { incidents, ...preview } = await previewRule(ctx, body);
    return {
      status: 200,
      body: {
        ...preview,
        incidents: incidents.map(({ openedAt, resolvedAt, said, ...incident }) => ({
          ...incident,
          openedAt: writeInstant(openedAt),
          resolvedAt: writeInstant(resolvedAt),
          said: said.map(({ at, what }) => ({ at: writeInstant(at), what })),
        })),
      },
    };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
