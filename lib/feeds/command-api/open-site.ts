/** How the Command API of a feed's appliance is reached. */
import type { Ctx } from "@/lib/platform/context";
import { openSession } from "../appliance-session";
import { type Feed, loadSecrets } from "../store";
import type { CommandSite } from "./ask-command";

/** With an API account where there is one; else as old sites have it, with a user. */
export async function openSite(ctx: Ctx, feed: Feed): Promise<CommandSite> {
  const secrets = await loadSecrets(ctx.db, feed.id);
  const { username = "", password = "" } = secrets;
  return {
    session: await openSession(ctx, feed, secrets),
    access: secrets.clientId === undefined ? { type: "user", username, password } : { type: "oauth2" },
    clockSkewMs: feed.known.skewMs ?? 0,
  };
}
