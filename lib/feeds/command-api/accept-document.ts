/** Takes one document of the Command API by hand: from a site that Rollcall cannot reach. */
import type { Ctx } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { keepMessage } from "../keep-message";
import type { Refused } from "../observation";
import { openFeedToWrite } from "../open-feed";
import { observe } from "./observe";
import { readDocument } from "./read-document";
import { type XmlLimits, xmlLimitsOf } from "./xml/xml-limits";

/** What became of a document. */
export interface AcceptedDocument {
  document: string;
  accepted: number;
  repeated: number;
  rejected: Refused[];
  /** Jump Clients that it counts as connected; none of them is marked by it. */
  connectedJumpClients: number | null;
}

/**
 * Only its dates count: nobody knows when it was made.
 * @throws AppError 403, 404, 409 `wrong_feed_type`, `feed_paused`, 422 `document_refused`, 503 `feed_backlog`
 */
export async function acceptDocument(ctx: Ctx, feedId: number, bytes: Uint8Array): Promise<AcceptedDocument> {
  const feed = await openFeedToWrite(ctx, feedId, "command_api");
  const arrival = { receivedAt: ctx.now, clockSkewMs: feed.known.skewMs ?? 0 };
  const read = readDocument(bytes, arrival, { limits: documentLimits() });
  if (read.kind === "refused")
    throw new AppError(422, "document_refused", read.problem, { reason: read.code });
  const observed = observe(read.value, {
    ...arrival,
    fresh: false,
    pushAgentsAreJumpoints: feed.settings.pushAgentsAreJumpoints === true,
  });
  const parts = observed.observations.map((each) => ({
    text: JSON.stringify([read.value.action, each.kind, each.named, each.observedAt]),
    value: each,
  }));
  const kept =
    parts.length === 0
      ? { accepted: 0, repeated: 0 }
      : await keepMessage(ctx, feedId, parts, (observations) => ({ what: "observations", observations }));
  return {
    document: read.value.action,
    ...kept,
    rejected: [...observed.refused],
    connectedJumpClients: observed.connectedJumpClients,
  };
}

/** What is read of an answer of the appliance is also read of a document by hand, and more where one may be larger. */
function documentLimits(): XmlLimits {
  const { ROLLCALL_FEED_XML_MIB: asked, ROLLCALL_FEED_DOCUMENT_MIB: byHand } = env();
  return byHand > asked
    ? xmlLimitsOf(byHand, "ROLLCALL_FEED_DOCUMENT_MIB")
    : xmlLimitsOf(asked, "ROLLCALL_FEED_XML_MIB");
}
