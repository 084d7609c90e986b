/** Asks one command of the Command API and reads its answer, whichever way the site lets programs in. */
import { env } from "@/lib/platform/env";
import { ask } from "@/lib/platform/outgoing";
import { type ApiSession, askAppliance } from "../appliance-api/ask-appliance";
import { judgeAnswer } from "../appliance-api/judge-answer";
import { problemOfFailure } from "../appliance-api/problem-of-failure";
import type { FeedProblem } from "../store";
import { type CommandParams, commandRequest, type SiteAccess } from "./command-request";
import { type CommandDocument, readDocument } from "./read-document";
import type { CommandAction } from "./which-document";
import { xmlLimitsOf } from "./xml/xml-limits";

/** What came of a command. `receivedAt`: Rollcall's clock. */
export type Answered<Action extends CommandAction> =
  | { kind: "read"; value: Extract<CommandDocument, { action: Action }>["value"]; receivedAt: number }
  | { kind: "problem"; problem: FeedProblem; retryAfterMs?: number };

/** What is needed to ask. `clockSkewMs`: how far the appliance's clock is ahead. */
export interface CommandSite {
  session: ApiSession;
  access: SiteAccess;
  clockSkewMs: number;
}

/** What an answer may take and hold. */
function answerLimits() {
  const { ROLLCALL_FEED_ANSWER_SECONDS, ROLLCALL_FEED_XML_MIB } = env();
  return {
    timeoutMs: ROLLCALL_FEED_ANSWER_SECONDS * 1000,
    maxBytes: ROLLCALL_FEED_XML_MIB * 1_048_576,
    limitedBy: { time: "ROLLCALL_FEED_ANSWER_SECONDS", size: "ROLLCALL_FEED_XML_MIB" },
  };
}

export async function askCommand<Action extends CommandAction>(
  site: CommandSite,
  action: Action,
  params: CommandParams = {},
): Promise<Answered<Action>> {
  const body = await fetchBody(site, action, params);
  if (!Buffer.isBuffer(body)) return body;
  const receivedAt = site.session.now();
  const arrival = { receivedAt, clockSkewMs: site.clockSkewMs };
  const read = readDocument(body, arrival, {
    action,
    limits: xmlLimitsOf(env().ROLLCALL_FEED_XML_MIB, "ROLLCALL_FEED_XML_MIB"),
  });
  if (read.kind === "refused")
    return { kind: "problem", problem: { code: read.code, sentence: read.problem } };
  return { kind: "read", value: read.value.value as never, receivedAt };
}

async function fetchBody(
  { session, access }: CommandSite,
  action: CommandAction,
  params: CommandParams,
): Promise<Buffer | Extract<Answered<never>, { kind: "problem" }>> {
  const { method, path, body, contentType } = commandRequest(access, action, params);
  if (access.type === "oauth2") {
    const answer = await askAppliance(session, { path, method, accept: "text/xml", ...answerLimits() });
    if (answer.kind === "answered") return answer.body;
    return problemOf(answer.problem);
  }
  const { baseUrl, caPem } = session.account;
  const asked = await ask(`${baseUrl}${path}`, {
    method,
    headers: { accept: "text/xml", ...(contentType === null ? {} : { "content-type": contentType }) },
    ...(body === null ? {} : { body }),
    ...answerLimits(),
    needsTls: true,
    caPem,
  });
  if (asked.kind !== "answered") return problemOf(problemOfFailure(asked));
  const problem = judgeAnswer(asked, session.now());
  return problem === null ? asked.body : problemOf(problem);
}

function problemOf({
  code,
  sentence,
  retryAfterSeconds,
}: {
  code: string;
  sentence: string;
  retryAfterSeconds: number | null;
}): Extract<Answered<never>, { kind: "problem" }> {
  return {
    kind: "problem",
    problem: { code, sentence },
    ...(retryAfterSeconds === null ? {} : { retryAfterMs: retryAfterSeconds * 1000 }),
  };
}
