// Decides who may do what where: one table of deeds, and nothing else anywhere asks about roles.
import type { Actor, Role } from "@/lib/platform/context";
import { AppError, forbidden } from "@/lib/platform/errors";

const readers = ["admin", "lead", "technician", "viewer"] as const;
const leads = ["admin", "lead"] as const;
const hands = ["admin", "lead", "technician"] as const;
const admins = ["admin"] as const;

/** Every deed and the roles that may do it (product.md, Roles). `agent` keys lie on endpoints: slots and events, nothing else. */
export const deedRoles = {
  "appliance.read": readers,
  "appliance.create": admins,
  "appliance.change": admins,
  "appliance.delete": admins,
  "policy.change": leads,
  "release.record": leads,
  "release.correct": leads,
  "release.withdraw": leads,
  "import.read": readers,
  "import.upload": leads,
  "import.answer": leads,
  "import.takeBack": leads,
  "rollout.read": readers,
  "rollout.change": leads,
  "client.read": readers,
  "client.register": leads,
  "client.change": leads,
  "client.attest": hands,
  "client.exclude": leads,
  "client.merge": leads,
  "appliance.setCap": leads,
  "slot.read": readers,
  "slot.batch": hands,
  "slot.release": hands,
  "slot.use": ["admin", "lead", "technician", "agent"],
  "webhook.manage": leads,
  "feed.read": readers,
  "feed.write": ["admin", "lead", "agent"],
  "feed.manage": admins,
  "incident.read": readers,
  "incident.answer": hands,
  "alertRule.read": readers,
  "alertRule.manage": leads,
  "window.announce": leads,
  "channel.read": leads,
  "channel.manage": admins,
  "work.read": readers,
  "work.do": hands,
  "work.assign": leads,
  "package.manage": hands,
  "people.manage": admins,
  "key.manage": admins,
  "audit.read": admins,
  "metrics.read": ["admin", "lead", "viewer"],
} as const satisfies Record<string, readonly Role[]>;

export type Deed = keyof typeof deedRoles;

/** Appliances an actor may do something on. */
export type Appliances = "all" | readonly number[];

/**
 * On which appliances the actor may do the deed: "all", some, or none ([]). Lists are cut down with this.
 * An actor without any appliance may do nothing at all; Rollcall itself may do everything.
 */
export function appliancesFor(actor: Actor, deed: Deed): Appliances {
  if (actor.type === "system") return "all";
  const allowed: readonly Role[] = deedRoles[deed];
  return allowed.includes(actor.role) ? actor.appliances : [];
}

/** The appliances whose facts the actor may see. */
export function visibleAppliances(actor: Actor): Appliances {
  return appliancesFor(actor, "appliance.read");
}

/** Whether there is no appliance at all that the actor may see: pages say so instead of showing an empty list. */
export function seesNothing(actor: Actor): boolean {
  const visible = visibleAppliances(actor);
  return visible !== "all" && visible.length === 0;
}

/**
 * Whether the actor may do the deed on an appliance; `null` is for what belongs to no single appliance (people, keys,
 * new appliances) and needs the role on all of them.
 */
export function may(actor: Actor, deed: Deed, applianceId: number | null): boolean {
  const where = appliancesFor(actor, deed);
  return where === "all" || (applianceId !== null && where.includes(applianceId));
}

/** How the deeds are called in a refusal. */
const deedWords: Record<Deed, string> = {
  "appliance.read": "see this appliance",
  "appliance.create": "register an appliance",
  "appliance.change": "change this appliance",
  "appliance.delete": "delete this appliance",
  "policy.change": "change the policy of this appliance",
  "release.record": "record a release here",
  "release.correct": "correct a release here",
  "release.withdraw": "withdraw a release here",
  "import.read": "see the imports of this appliance",
  "import.upload": "import exports for this appliance",
  "import.answer": "answer the questions of this import",
  "import.takeBack": "take this import back",
  "rollout.read": "see the rollouts of this appliance",
  "rollout.change": "change this rollout",
  "client.read": "see the clients of this appliance",
  "client.register": "register clients of this appliance",
  "client.change": "change clients of this appliance",
  "client.attest": "attest for clients of this appliance",
  "client.exclude": "exclude clients of this appliance",
  "client.merge": "merge or split clients of this appliance",
  "appliance.setCap": "set the cap of this appliance",
  "slot.batch": "take slots in a batch on this appliance",
  "slot.release": "take slots of this appliance back",
  "slot.read": "see the slots of this appliance",
  "slot.use": "use slots of this appliance",
  "webhook.manage": "manage the push webhook of this appliance",
  "feed.read": "see the feeds of this appliance",
  "feed.write": "send events for this appliance",
  "feed.manage": "manage feeds",
  "incident.read": "see the incidents of this appliance",
  "incident.answer": "answer the incidents of this appliance",
  "alertRule.read": "see alert rules",
  "alertRule.manage": "manage alert rules here",
  "window.announce": "announce upgrades of this appliance",
  "channel.read": "see the channels of alerts",
  "channel.manage": "manage the channels of alerts",
  "work.read": "see the work list of this appliance",
  "work.do": "work on the clients of this appliance",
  "work.assign": "give work on this appliance to others",
  "package.manage": "manage the installer packages of this appliance",
  "people.manage": "manage people",
  "key.manage": "manage API keys",
  "audit.read": "read the audit log",
  "metrics.read": "read metrics",
};

function refusal(deed: Deed): AppError {
  return forbidden(`You may not ${deedWords[deed]}. Ask an admin of Rollcall for access.`);
}

/**
 * Every verb's first line.
 * @throws AppError 401 `not_signed_in` without an actor, 403 `forbidden` when the actor may not do the deed there.
 */
export function refuseUnless(ctx: { actor: Actor | null }, deed: Deed, applianceId: number | null): void {
  if (!ctx.actor) throw notSignedIn();
  if (!may(ctx.actor, deed, applianceId)) throw refusal(deed);
}

/**
 * For lists over appliances: where the actor may do the deed.
 * @throws AppError 401 without an actor, 403 when it is nowhere
 */
export function refuseUnlessSomewhere(ctx: { actor: Actor | null }, deed: Deed): Appliances {
  if (!ctx.actor) throw notSignedIn();
  const where = appliancesFor(ctx.actor, deed);
  if (where !== "all" && where.length === 0) throw refusal(deed);
  return where;
}

/** 401: nobody we know. */
export function notSignedIn(): AppError {
  return new AppError(
    401,
    "not_signed_in",
    "Sign in first, or send a valid API key as `Authorization: Bearer <key>`.",
    {},
    { "WWW-Authenticate": 'Bearer realm="Rollcall"' },
  );
}
