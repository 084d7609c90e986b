/** What an outbound event of the appliance says of clients (vendor, "Outbound events"): of sessions, and little of clients. */
import type { ClientKind } from "@/lib/core/client";
import { futureToleranceMinutes } from "@/lib/core/release";
import { type Named, noNames, type Observation, seenConnected } from "../observation";

/**
 * A representative who joins a session runs a console; a session that says that it was begun from a Button, and on which host, shows that
 * the Button was used. The vendor states neither of the client: both are inferred. `receivedAt`: epoch milliseconds.
 */
export function readOutbound(form: Readonly<Record<string, string>>, receivedAt: number): Observation[] {
  const event = form.event ?? "";
  const observations: Observation[] = [];
  const see = (kind: ClientKind, named: Partial<Named>) => {
    observations.push(observation(kind, named, form, receivedAt));
  };
  const isRepresentative = /^rep(resentative)?$/i.test(form.type ?? "");
  const user = said(form.username);
  const name = said(form.display_name);
  if (event === "support_conference_member_added" && isRepresentative && (user ?? name) !== null)
    see("console", { user, name });
  const host = said(form.hostname);
  if (event === "support_conference_begin" && host !== null && /button/i.test(form.start_method ?? ""))
    see("button", host.includes(".") ? { fqdn: host } : { hostname: host });
  return observations;
}

const said = (text: string | undefined) =>
  text === undefined || text.trim() === "" ? null : text.trim().slice(0, 253);

const earliest = Date.UTC(2003, 0, 1);

function observation(
  kind: ClientKind,
  named: Partial<Named>,
  form: Readonly<Record<string, string>>,
  receivedAt: number,
): Observation {
  const stamp = /^\d{9,11}$/.test(form.timestamp ?? "") ? Number(form.timestamp) * 1000 : null;
  const isGood = stamp !== null && stamp >= earliest && stamp <= receivedAt + futureToleranceMinutes * 60_000;
  return seenConnected({
    kind,
    named: { ...noNames, ...named },
    grade: "inferred",
    observedAt: isGood ? Math.min(stamp, receivedAt) : receivedAt,
    dated: isGood,
    line: 1,
    excerpt: excerptOf(form),
  });
}

const shown = [
  "event",
  "timestamp",
  "appliance_id",
  "lsid",
  "username",
  "display_name",
  "type",
  "hostname",
  "start_method",
];

const excerptChars = 500;

/** Only what is known to be no secret. */
function excerptOf(form: Readonly<Record<string, string>>): string {
  const parts = shown.flatMap((name) => (form[name] === undefined ? [] : [`${name}=${form[name]}`]));
  const text = parts.join("&");
  return text.length > excerptChars ? `${text.slice(0, excerptChars)}…` : text;
}
