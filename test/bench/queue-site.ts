/** A queue that is full, on a migrated database of the bench's own with the bare one beside it; asked through the verbs. */
import { closeDatabase } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { migrate } from "@/lib/platform/migrate";
import { askSlot } from "@/lib/rollout/cap/ask-slot";
import { type CapSite, quietContext, seedCapSite } from "../support/cap-site";
import { startOwnDatabase } from "../support/own-database";
import { BareDatabase } from "./bare-work";
import { createDatabase } from "./server-database";

export interface GrantPlan {
  members: number;
  cap: number;
  seconds: number;
  lanes: number;
  /** How long a slot is held, in the mean: one that was pushed, and one that was asked for. */
  holdSeconds: number;
  askedHoldSeconds: number;
  /** The server of `--database`; absent: an embedded one. */
  databaseUrl?: string | undefined;
  tell: (line: string) => void;
}

/** A migrated database of the bench's own, and the bare one beside it. */
export async function openDatabases(serverUrl: string | undefined) {
  const own = serverUrl ? await createDatabase(serverUrl) : await startOwnDatabase();
  if (serverUrl) {
    await migrate(own.url);
    process.env.DATABASE_URL = own.url;
  }
  forgetEnv();
  const bare = await BareDatabase.open(own.url);
  return {
    bare,
    async close() {
      await bare.close();
      await closeDatabase();
      await ("drop" in own ? own.drop() : own.stop());
    },
  };
}

export async function ask(site: CapSite, clientId: number) {
  return askSlot(await quietContext(), { applianceId: site.applianceId, clientId }, "api");
}

export function seedQueue(plan: GrantPlan): Promise<CapSite> {
  return seedCapSite({
    members: plan.members,
    cap: plan.cap,
    groups: 50,
    rollout: { haltRule: { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 } },
  });
}
