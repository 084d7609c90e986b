/** Technicians support people, administrators administer, tools call the API. */
import { day, hour, minute } from "./durations";
import { type Fleet, type FleetClient, isUp, siteOf } from "./fleet";
import type { SessionNews } from "./happenings";
import { about, between, draw } from "./random";
import { signIn } from "./sign-in";

/** A technician begins a session with a machine that is connected, if one of a few tried is. */
export function beginSession(fleet: Fleet, console: FleetClient, connectionId: number): void {
  if (!console.online || console.connectionId !== connectionId) return;
  const client = findSupported(fleet, console);
  const drawn = draw(fleet.seed, about.session, console.index, fleet.now / 1_000);
  fleet.agenda.add(
    fleet.now + between(drawn, 40, 150) * minute,
    "sessionBegins",
    console.index,
    connectionId,
  );
  if (!client) return;
  const number = ++fleet.lastSession;
  const lsid = [0, 1, 2, 3].map((part) => hex(draw(fleet.seed, about.session, number, part))).join("");
  fleet.sessions.set(number, { lsid, console: console.index, client: client.index });
  client.lastAccessAt = fleet.now;
  fleet.agenda.add(fleet.now + between(drawn, 4, 35) * minute, "sessionEnds", number);
  tellOf(fleet, "session_begins", number);
}

export function endSession(fleet: Fleet, number: number): void {
  tellOf(fleet, "session_ends", number);
  fleet.sessions.delete(number);
}

/** An API account signs in again, as its token ran out. */
export function callApi(fleet: Fleet, client: FleetClient): void {
  if (client.online) signIn(fleet, client, "login", true);
  fleet.agenda.add(fleet.now + hour, "callsApi", client.index);
}

/** An administrator signs in at /login and changes something; once a week it is the appliance's certificate. */
export function administer(fleet: Fleet, turn: number): void {
  const admin = fleet.clients.find(({ kind }) => kind === "console");
  fleet.agenda.add(fleet.now + day, "administers", turn + 1);
  if (!admin || !isUp(fleet)) return;
  const { user, displayName } = admin;
  const ip = siteOf(fleet, admin).publicIp;
  const who = { at: fleet.now, user, displayName, ip };
  fleet.happenings.push({ ...who, what: "login", target: "web/login", provider: "password", success: true });
  const ofAppliance = turn % 7 === 6;
  fleet.happenings.push({
    ...who,
    what: "deed",
    of: ofAppliance ? "appliance" : "site",
    event: ofAppliance ? "certificate_export" : turn % 3 === 0 ? "group_policy_added" : "setting_changed",
    fields: ofAppliance ? { common_name: fleet.host, exported_with_private_key: "1" } : policyFields(turn),
  });
}

/** Enough settings that the record does not fit into one line of the log. */
function policyFields(turn: number): Record<string, string> {
  if (turn % 3 !== 0) return { "old_jump_client:lost_days": "30", "new_jump_client:lost_days": "15" };
  const fields: Record<string, string> = { name: `Weekend shift ${turn}; on call = yes` };
  for (let number = 1; number <= 60; number++) fields[`permission_${number}:allow_override`] = "0";
  return fields;
}

function tellOf(fleet: Fleet, what: SessionNews["what"], number: number): void {
  const session = fleet.sessions.get(number);
  const console = session && fleet.clients[session.console];
  const client = session && fleet.clients[session.client];
  if (!session || !console || !client) return;
  const { user, displayName, vendorId: userId } = console;
  const { lsid } = session;
  fleet.happenings.push({ what, at: fleet.now, lsid, user, displayName, userId, hostname: client.hostname });
}

function findSupported(fleet: Fleet, console: FleetClient): FleetClient | null {
  for (let attempt = 0; attempt < 6; attempt++) {
    const drawn = draw(fleet.seed, about.deed, console.index * 8 + attempt, fleet.now / 1_000);
    const client = fleet.jumpClients[Math.floor(drawn * fleet.jumpClients.length)];
    if (client?.online && client.version === console.version) return client;
  }
  return null;
}

function hex(drawn: number): string {
  return Math.floor(drawn * 2 ** 32)
    .toString(16)
    .padStart(8, "0");
}
