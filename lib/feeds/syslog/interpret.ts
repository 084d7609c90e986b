/** What a whole message proves about clients, and why most prove nothing. */
import type { ClientKind } from "@/lib/core/client";
import { type Grade, type Named, noNames, type Observation, seenConnected } from "../observation";
import type { Payload } from "./read-payload";
import { type Dating, readWhen, type When } from "./read-when";
import { readWho, type Who } from "./read-who";

/** Why a message says nothing about a client. */
export type SilentBecause =
  | "appliance"
  | "no_event"
  | "contradictory"
  | "logout"
  | "configuration"
  | "other_event"
  | "not_successful"
  | "unknown_user"
  | "other_login";

/** What stands around the payload. `receivedAt` in epoch milliseconds. */
export interface Circumstances {
  siteId: string;
  receivedAt: number;
  line: number;
  excerpt: string;
}

export interface Interpreted {
  line: number;
  /** The host of the site that the message is about, in lower case; `null`: it does not say. */
  site: string | null;
  observations: Observation[];
  /** Set where there is no observation. */
  because: SilentBecause | null;
  dating: Dating;
}

/** The site ID under which the appliance speaks of itself (domain.md, 10.6). */
const applianceSiteId = "0927";
const consoleTarget = "rep_client";
const apiTarget = "web/api";
const apiEvents = ["login", "token"];
/**
 * Ways to sign in that pass by no connection agent: the site's own passwords, and providers that the browser visits. An
 * inference of ours; agents serve directories behind a firewall (guides, "Connection agents").
 */
const withoutAgent = ["password", "local", "saml", "saml2", "oidc", "passkey", "fido2", "certificate"];
const reliedOn = ["event", "site", "status", "target", "when", "who"];

/**
 * The rules of domain.md, 5.2. A successful login on `rep_client` says that the console of that representative was
 * connected: the console writes nothing but its logins and logouts (vendor, "Syslog events"), so it is stated. Login or
 * token on `web/api` says that what uses that API account works, and a login through a security provider that its
 * connection agents work: both inferred. Without a good `when` everything is inferred and not dated. Logouts, failures
 * and unknown users prove no check-in, a Jumpoint that was added has not connected, and what the appliance says of
 * itself is not the site's.
 */
export function interpret(payload: Payload, around: Circumstances): Interpreted {
  const word = (key: string) => (payload.fields.get(key) ?? "").trim().toLowerCase();
  const when = readWhen(payload.fields.get("when"), around.receivedAt);
  const [host = "", path = ""] = word("site").split("/");
  const site = host.replace(/\.$/, "");
  const about = { line: around.line, site: site === "" ? null : site, dating: when.dating };
  const silent = (because: SilentBecause): Interpreted => ({ ...about, observations: [], because });

  const event = word("event");
  const target = word("target");
  if (around.siteId === applianceSiteId || path === "appliance") return silent("appliance");
  if (event === "") return silent("no_event");
  if (reliedOn.some((key) => payload.contradicted.has(key))) return silent("contradictory");
  if (event === "logout") return silent("logout");
  const isApi = target === apiTarget && apiEvents.includes(event);
  if (!isApi && event !== "login") return silent(isConfiguration(event) ? "configuration" : "other_event");
  if (word("status") !== "success") return silent("not_successful");
  const who = readWho(payload.fields.get("who") ?? "");
  if (who === null) return silent("unknown_user");

  const see = (kind: ClientKind, named: Partial<Named>, grade: Grade) =>
    observation(kind, { ...noNames, ...named }, grade, when, around);
  const observations: Observation[] = [];
  if (isApi)
    observations.push(see("integration_client", { vendorId: bracketed(who), name: who.name }, "inferred"));
  if (target === consoleTarget) observations.push(see("console", { user: who.id, name: who.name }, "stated"));
  if (!isApi && mayHaveAgent(who.provider)) {
    observations.push(see("connection_agent", { securityProvider: who.provider }, "inferred"));
  }
  return observations.length === 0 ? silent("other_login") : { ...about, observations, because: null };
}

function observation(
  kind: ClientKind,
  named: Named,
  grade: Grade,
  { at, dating }: When,
  { line, excerpt }: Circumstances,
): Observation {
  const dated = dating === "dated";
  // A logout proves nothing, so nothing says that it is online still.
  return seenConnected({
    kind,
    named,
    grade: dated ? grade : "inferred",
    observedAt: at,
    dated,
    line,
    excerpt,
  });
}

/** `*_added`, `*_changed` and `*_removed` of the vendor's list of events. */
function isConfiguration(event: string): boolean {
  return event.endsWith("_added") || event.endsWith("_changed") || event.endsWith("_removed");
}

/** A client ID: only what stands in brackets beside a name. */
function bracketed({ id, name }: Who): string | null {
  return id === name ? null : id;
}

function mayHaveAgent(provider: string | null): boolean {
  return provider !== null && !withoutAgent.includes(provider.toLowerCase());
}
