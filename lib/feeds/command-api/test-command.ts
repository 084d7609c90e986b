/** Tries the Command API out: who it is, what the account may do, whether the appliance is well. */
import type { Ctx } from "@/lib/platform/context";
import { type FeedTest, failedTest, plainTest } from "../feed-test";
import type { Feed } from "../store";
import { apiRelease } from "./api-release";
import { askCommand } from "./ask-command";
import { openSite } from "./open-site";

export async function testCommand(ctx: Ctx, feed: Feed): Promise<FeedTest> {
  const site = await openSite(ctx, feed);
  const info = await askCommand(site, "get_api_info");
  if (info.kind === "problem") return failedTest(info.problem.sentence);
  const { apiVersion, permissions, commandAccess, clockAt } = info.value;
  const told = {
    apiVersion,
    permissions,
    skewMs: clockAt === null ? null : clockAt - info.receivedAt,
  };
  if (commandAccess === "deny")
    return {
      ...failedTest(
        "Connected, but the account may not use the Command API. Give it read-only access to it in /login.",
      ),
      ...told,
    };
  const health = await askCommand(site, "check_health");
  const version = health.kind === "read" ? (health.value.version?.text ?? null) : null;
  const releases = apiRelease(apiVersion);
  const sentence = `Connected, API ${apiVersion}${releases.length === 0 ? "" : ` (release ${releases.join(" or ")})`}; ${
    version === null
      ? "its version cannot be read: check_health needs an administrator on old sites"
      : `it runs ${version}`
  }.`;
  return { ...plainTest(sentence), ...told };
}
