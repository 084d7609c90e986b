/** Outbound events: the appliance posts what happens in sessions (vendor, outbound events). */
import type { SessionNews } from "../fleet/happenings";
import { postInOrder } from "./post-in-order";
import type { Sender } from "./sender";

export interface OutboundTarget {
  url: string;
  retryMs?: number;
}

/** The version of the events' schema. */
const schemaVersion = "1.0.0";

/**
 * One event as the appliance writes it into a form: the fields of every event, those of session events, and where a technician joins
 * those of member events.
 */
export function outboundForms(news: SessionNews, applianceId: string): URLSearchParams[] {
  const common = {
    version: schemaVersion,
    timestamp: String(news.at / 1_000),
    appliance_id: applianceId,
    lsid: news.lsid,
    external_key: "",
  };
  if (news.what === "session_ends")
    return [new URLSearchParams({ event: "support_conference_end", ...common })];
  const member = {
    username: news.user,
    user_id: String(news.userId),
    display_name: news.displayName,
    type: "representative",
    conference_name: news.hostname,
    conference_id: news.lsid,
  };
  return [
    new URLSearchParams({ event: "support_conference_begin", ...common }),
    new URLSearchParams({ event: "support_conference_member_added", ...common, ...member }),
  ];
}

/** A sender that repeats an event until it is answered by exactly 200, and sends nothing else meanwhile. */
export function openOutbound({ url, retryMs }: OutboundTarget, applianceId: string): Sender {
  const type = "application/x-www-form-urlencoded";
  const queue = postInOrder({
    url,
    type,
    isTaken: (status) => status === 200,
    ...(retryMs ? { retryMs } : {}),
  });
  return {
    take(happenings) {
      for (const happening of happenings) {
        if (happening.what !== "session_begins" && happening.what !== "session_ends") continue;
        for (const form of outboundForms(happening, applianceId)) queue.post(form.toString());
      }
    },
    settled: queue.settled,
    close: queue.close,
  };
}
