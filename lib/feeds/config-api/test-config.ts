/** Tries an API account out: one page of each list that a walk reads. */
import type { Ctx } from "@/lib/platform/context";
import { askJson } from "../appliance-api/ask-appliance";
import { openSession } from "../appliance-session";
import { askCommand } from "../command-api/ask-command";
import { type FeedTest, failedTest, plainTest } from "../feed-test";
import { type Feed, loadSecrets } from "../store";
import { measuredMs, narrowSkew } from "./clock-skew";
import { readPagePlace } from "./page-headers";

const lists = { "jump-client": "Jump Clients", jumpoint: "Jumpoints", "jump-group": "Jump Groups" };

export async function testConfig(ctx: Ctx, feed: Feed): Promise<FeedTest> {
  const session = await openSession(ctx, feed, await loadSecrets(ctx.db, feed.id));
  const permissions: Record<string, string> = {};
  const found: string[] = [];
  let skewMs: number | null = null;
  for (const [list, name] of Object.entries(lists)) {
    const answer = await askJson(session, { path: `/api/config/v1/${list}?per_page=5&current_page=1` });
    if (answer.kind === "problem") {
      permissions[list] = answer.problem.code;
      // Who may not read Jumpoints may still watch Jump Clients.
      if (list === "jump-client" || answer.problem.code !== "no_permission")
        return { ...failedTest(answer.problem.sentence), permissions };
      continue;
    }
    permissions[list] = "read";
    const asked = { baseUrl: session.account.baseUrl, path: `/api/config/v1/${list}`, perPage: 5 };
    const place = readPagePlace(answer.headers, asked);
    const total = "place" in place ? place.place.total : null;
    found.push(total === null ? name : `${total} ${name}`);
    const bounds = narrowSkew(null, answer.headers.date, session.now(), answer.tookMs);
    if (bounds !== null) skewMs = measuredMs(bounds);
  }
  // Whoever may ask no commands is not asked which API it is.
  const info = await askCommand({ session, access: { type: "oauth2" }, clockSkewMs: 0 }, "get_api_info");
  const apiVersion = info.kind === "read" ? info.value.apiVersion : null;
  const sentence = `Connected${apiVersion === null ? "" : `, API ${apiVersion}`}; the account may read ${found.join(", ")}.`;
  return { ...plainTest(sentence), apiVersion, permissions, skewMs };
}
