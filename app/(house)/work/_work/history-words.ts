/** What is said of one event in the history of an item: by the pages of the server and by the dialog alike. */
import type { MemberState } from "@/lib/core/member";
import { failReasons, workDeeds } from "@/lib/core/work";
import type { words } from "@/lib/platform/words";

/** `state`: where its client stood then, of what happened by itself. */
interface Told {
  deed: string;
  by: string;
  detail: Record<string, unknown>;
  state: MemberState | null;
}

type WorkWords = ReturnType<typeof words<"work">>;

export function historyTitle(t: WorkWords, { deed, by, detail, state }: Told): string {
  switch (deed) {
    case "flagged":
      return t(detail.atOpening === true ? "history.deeds.flaggedAtOpening" : "history.deeds.flagged");
    case "closed":
      return t("history.deeds.closed", { state: state ?? "other" });
    case "assign": {
      const to = typeof detail.toName === "string" ? detail.toName : "nobody";
      return t("history.deeds.assign", { by, to: to === by ? "self" : to });
    }
    case "failed": {
      const reason = failReasons.find((each) => each === detail.reason);
      return t("history.deeds.failed", { by, reason: reason ? t(`failReasons.${reason}`) : "–" });
    }
    case "undo":
      return t("history.deeds.undo", { by, deed: deedWord(t, detail.deed) });
    case "start":
    case "done":
    case "back":
    case "retry":
      return t(`history.deeds.${deed}`, { by });
    default:
      return t("history.deeds.other", { by, deed });
  }
}

function deedWord(t: WorkWords, deed: unknown): string {
  const known = [...workDeeds, "retry" as const].find((each) => each === deed);
  return known ? t(`deeds.${known}`) : String(deed);
}

/** What somebody wrote with it. The reason of "could not" is a word of the title. */
export function historyWords({ note, reason }: Record<string, unknown>): string | null {
  if (typeof note === "string") return note;
  return typeof reason === "string" && !failReasons.some((each) => each === reason) ? reason : null;
}
