/** What each need says: what is so, and what to do. Instants are written in the appliance's zone, with its name. */
import type { Need } from "@/lib/core/attention";
import type { ClientKind } from "@/lib/core/client";
import { instantWords } from "@/lib/platform/instant-words";
import { words } from "@/lib/platform/words";
import type { ApplianceAtGlance } from "@/lib/rollout/overview/overview-queries";
import { haltSentence } from "../rollouts/[id]/halt-sentence";

const t = words("attention");
const kindWord = words("kinds");

export function needSentence(need: Need, glance: ApplianceAtGlance): string {
  const { appliance, rollout, superseded, imports, noticed, feeds } = glance;
  const at = (instant: number) => instantWords(instant, appliance.timeZone);
  const kinds = (kind: ClientKind) => kindWord(`plural.${kind}`);
  switch (need.code) {
    case "release_noticed": {
      const seen = noticed.find(({ id }) => id === need.proposalId);
      const { notBefore = null, notAfter = 0 } = seen ?? {};
      // Two readings within a minute would be written alike.
      const precise = notBefore !== null && notAfter - notBefore < 60_000;
      const read = (instant: number) => instantWords(instant, appliance.timeZone, "en", precise);
      return t("needs.release_noticed.sentence", {
        version: need.version,
        before: seen?.beforeVersion ?? "none",
        unit: seen?.unit ?? "none",
        feed: seen?.feedName ?? "none",
        from: notBefore === null ? "none" : read(notBefore),
        until: read(notAfter),
      });
    }
    case "halted":
      return rollout?.halt ? haltSentence(rollout.halt) : t("needs.held.sentence", { reason: "none" });
    case "held":
      return t("needs.held.sentence", { reason: rollout?.heldReason ?? "none" });
    case "no_slots":
      return t("needs.no_slots.sentence", {
        clients: need.clients,
        cap: need.cap === null ? "none" : "zero",
      });
    case "push_paused":
      return t("needs.push_paused.sentence", {
        clients: need.clients,
        until: at(need.until),
        problem: need.problem ?? "none",
      });
    case "stands_still":
      return t("needs.stands_still.sentence", {
        clients: need.clients,
        free: need.free,
        since: at(need.quietSince),
        asked: need.asked ? "yes" : "no",
      });
    case "wave_stuck": {
      const { code, ...values } = need;
      return t(`needs.${code}.sentence`, values);
    }
    case "sub_cap_zero":
      return t("needs.sub_cap_zero.sentence", {
        clients: need.clients,
        of: need.of,
        name: need.of === "kind" ? kindWord(need.name as ClientKind) : need.name,
      });
    case "queue_waits":
      return t("needs.queue_waits.sentence", {
        clients: need.clients,
        because: need.because,
        wave: need.wave || "none",
        until: at(need.until),
      });
    case "export_older":
    case "export_doubtful":
    case "no_data_since_due": {
      const exported = at(need.exportedAt);
      return t(`needs.${need.code}.sentence`, {
        clients: need.clients,
        kind: kinds(need.kind),
        exported: need.basis === "stated" ? exported : t("newestDate", { at: exported }),
      });
    }
    case "no_complete_export":
      return t("needs.no_complete_export.sentence", { clients: need.clients, kind: kinds(need.kind) });
    case "feed_silent":
      return t("needs.feed_silent.sentence", {
        feed: feeds.find(({ id }) => id === need.feedId)?.name ?? "",
        because: need.because,
        since: at(need.sinceAt),
      });
    case "import_asks":
      return t(
        need.status === "needs_mapping"
          ? "needs.import_asks.needs_mapping"
          : "needs.import_asks.needs_confirmation",
        { file: fileOf(need.importId) },
      );
    case "import_failed":
    case "import_running":
      return t(`needs.${need.code}.sentence`, { file: fileOf(need.importId) });
    case "superseded":
      return t("needs.superseded.sentence", { clients: need.clients, version: superseded?.version ?? "" });
    case "overdue":
    case "needs_redeployment":
    case "queued_overdue":
    case "unread":
    case "due_soon":
      return t(`needs.${need.code}.sentence`, { clients: need.clients });
    case "no_release":
      return "";
    default:
      return t(`needs.${need.code}.sentence`);
  }

  function fileOf(importId: number): string {
    return imports.find(({ id }) => id === importId)?.fileName ?? "";
  }
}

/** What its link says. */
export function needAction({ code }: Need): string {
  return code === "no_release" ? "" : t(`needs.${code}.action`);
}
