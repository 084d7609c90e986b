/** Reads generic events: NDJSON, one observation of one client on each line, as management tools and scripts send them. */
import { z } from "zod";
import { clientKinds } from "@/lib/core/client";
import { futureToleranceMinutes } from "@/lib/core/release";
import type { Part } from "../keep-message";
import { noNames, type Observation, type Refused } from "../observation";

const text = (max: number) => z.string().trim().min(1).max(max);

/** One event. `seenAt`: when the client was seen at work, connected. */
export const eventLine = z
  .strictObject({
    kind: z.enum(clientKinds).meta({ description: "Which kind of client was seen." }),
    hostname: text(253).optional().meta({ description: "Host name or FQDN; this or `vendorId`." }),
    vendorId: text(200).optional().meta({ description: "The appliance's own id of the client." }),
    seenAt: z.iso.datetime({ offset: true }).meta({ description: "When it was seen connected (RFC 3339)." }),
    version: text(100).optional().meta({
      description:
        "The version that it runs. Older than the site release installed then: it still needs the update.",
    }),
    needsUpdate: z.boolean().optional(),
    connectionType: z.enum(["active", "passive", "uninstalled"]).optional().meta({
      description: "`uninstalled`: it is gone from its host, and was not seen connected.",
    }),
    eventId: text(200).optional().meta({ description: "The same id again is the same event: a repetition." }),
  })
  .refine(({ hostname, vendorId }) => hostname !== undefined || vendorId !== undefined, {
    message: "Name the client: `hostname` or `vendorId`",
  });

/** What came of a body: observations that can be kept, each with the text by which a repetition is known, and what is wrong with the rest. */
export interface ReadEvents {
  parts: Part<Observation>[];
  rejected: Refused[];
}

/** Earlier than the product: no date of a connection (rule 19). */
const earliest = Date.UTC(2003, 0, 1);

/** Reads a body. Empty lines count for nothing. `now`: epoch milliseconds. */
export function readEvents(body: string, now: number, maxLineChars: number): ReadEvents {
  const parts: Part<Observation>[] = [];
  const rejected: Refused[] = [];
  body.split("\n").forEach((raw, index) => {
    const line = index + 1;
    const given = raw.trim();
    if (given === "") return;
    const read =
      given.length > maxLineChars
        ? `The line has more than ${maxLineChars} characters.`
        : readLine(given, line, now);
    if (typeof read === "string") rejected.push({ line, problem: read });
    else parts.push(read);
  });
  return { parts, rejected };
}

/** A sentence: what is wrong with the line. */
function readLine(given: string, line: number, now: number): Part<Observation> | string {
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    return "The line is not JSON. Send one JSON object on each line.";
  }
  const parsed = eventLine.safeParse(value);
  if (!parsed.success) return problemOf(parsed.error);
  const { kind, hostname, vendorId, seenAt, version, needsUpdate, connectionType, eventId } = parsed.data;
  const observedAt = Date.parse(seenAt);
  if (observedAt > now + futureToleranceMinutes * 60_000)
    return "`seenAt` lies in the future. Check the sender's clock.";
  if (observedAt < earliest)
    return "`seenAt` lies before 2003, when there was nothing to connect to. Check the sender.";
  const isGone = connectionType === "uninstalled";
  const isFull = hostname?.includes(".") ?? false;
  const observation: Observation = {
    kind,
    named: {
      ...noNames,
      vendorId: vendorId ?? null,
      fqdn: isFull ? (hostname ?? null) : null,
      hostname: isFull ? null : (hostname ?? null),
    },
    grade: "stated",
    observedAt,
    dated: true,
    connectedAt: isGone ? null : observedAt,
    connectedFromAt: null,
    online: null,
    needsUpdate: needsUpdate ?? null,
    version: version ?? null,
    connectionType: isGone ? null : (connectionType ?? null),
    availability: isGone ? "uninstalled" : null,
    eventId: eventId ?? null,
    line,
    excerpt: given.slice(0, 500),
  };
  return { text: eventId === undefined ? sameText(parsed.data) : `id ${eventId}`, value: observation };
}

/** The same event, whatever the order of its names. */
function sameText(event: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function problemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return "The line cannot be read.";
  const where = issue.path.length === 0 ? "" : `\`${issue.path.join(".")}\`: `;
  return `${where}${issue.message}.`;
}
