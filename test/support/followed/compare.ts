/** Holds what Rollcall says of an appliance's members against what is true of them. */
import type { ClientTruth } from "@/demo/fleet/truth";
import { databaseNow, pool } from "@/lib/platform/db";
import type { FollowedSite } from "./followed-site";
import { type KnownMember, knownMembers } from "./known-members";

/** Members that some feed shows as they are, and how each of them stands against the truth. */
export interface Comparison {
  /** Who is said to have checked in and never has. */
  falseCheckIns: string[];
  /** Who stands elsewhere than the rules put it. */
  wrong: string[];
  /** How many were compared, by kind. */
  compared: Record<string, number>;
  /** Whom no feed shows, or nobody can tell apart, by kind and why. */
  unseen: Record<string, number>;
}

/**
 * A check-in is false if its client was on the newest release at no instant so far. Nothing tells a Jumpoint's version, so its proof is
 * the vendor's alone: that it connected after the release (rule 1).
 */
export async function findFalseCheckIns({ site, right }: FollowedSite): Promise<string[]> {
  const installedAt = right.newest?.installedAt ?? 0;
  const found: string[] = [];
  for (const member of await knownMembers(site.id)) {
    if (member.state !== "checked_in") continue;
    const key = right.whoIs(member);
    const memory = key === null ? undefined : right.of(key);
    if (key === null || !memory || right.hasCheckedIn(key)) continue;
    if (member.kind === "jumpoint" && (memory.now.lastConnectedAt ?? 0) > installedAt) continue;
    found.push(`${member.kind} ${member.vendorId ?? member.host} (${memory.now.nature})`);
  }
  return found;
}

/** Compares everybody, at an instant at which every feed has just told what it knows. */
export async function compareAll(followed: FollowedSite): Promise<Comparison> {
  const { site, right, now } = followed;
  const result: Comparison = {
    falseCheckIns: await findFalseCheckIns(followed),
    wrong: [],
    compared: {},
    unseen: {},
  };
  const count = (counts: Record<string, number>, name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  const members = await knownMembers(site.id);
  const until = await databaseNow(pool());
  const seen = new Set<string>();
  for (const member of members) {
    const key = right.whoIs(member);
    const memory = key === null ? undefined : right.of(key);
    if (key === null || !memory) {
      count(result.unseen, `${member.kind}: several share its host`);
      continue;
    }
    // It was taken off: no list shows it any more.
    if (memory.lookedAt < right.lookedAt) continue;
    seen.add(key);
    if (member.state === "excluded") {
      const twin = members.find(
        (each) => each.id !== member.id && each.kind === member.kind && each.host === member.host,
      );
      if (!twin || twin.state === "excluded") result.wrong.push(`${key} is a shadow of nobody`);
      count(result.unseen, `${member.kind}: shadow of another on its host`);
      continue;
    }
    if (!isShown(member, memory.now)) {
      count(result.unseen, `${member.kind}: not connected, and nobody tells what it does meanwhile`);
      continue;
    }
    count(result.compared, member.kind);
    const expected = right.expected(key, now, until);
    if (!expected.includes(member.state ?? "none")) {
      const { nature, needsUpdate, online } = memory.now;
      result.wrong.push(
        `${key} (${nature}, ${needsUpdate ? "old" : "current"}, ${online ? "on" : "off"}line) is ${member.state} ${member.reason} and must be ${expected.join(" or ")}`,
      );
    }
  }
  for (const kind of [
    "jump_client",
    "jumpoint",
    "console",
    "button",
    "connection_agent",
    "integration_client",
  ]) {
    for (const key of right.keys(kind)) {
      if (seen.has(key)) continue;
      count(result.unseen, `${kind}: no feed has told of it`);
      if (kind === "jump_client" || kind === "jumpoint") result.wrong.push(`${key} is not known`);
    }
  }
  return result;
}

/**
 * Lists show Jump Clients and Jumpoints whatever they do, and syslog every login of a representative's console; the others are told of
 * only while they are connected, and are known as they are once their newest connection was told.
 */
function isShown(
  { kind, vendorId, lastSeenAt }: KnownMember,
  { online, lastConnectAt }: ClientTruth,
): boolean {
  const isListed = (kind === "jump_client" || kind === "jumpoint" || kind === "console") && vendorId !== null;
  return isListed || online || (lastSeenAt !== null && lastConnectAt !== null && lastSeenAt >= lastConnectAt);
}
