// The people and keys that every test of access plays with; one has no access to anything, one is disabled.
import { randomUUID } from "node:crypto";
import { findPersonActor } from "@/lib/access/actor-of-session";
import { createApiKey } from "@/lib/access/create-api-key";
import { hashNewPassword } from "@/lib/access/password-hash";
import { insertPerson } from "@/lib/access/person-store";
import type { PersonRole } from "@/lib/access/schema";
import { signIn } from "@/lib/access/sign-in";
import { type Actor, type Ctx, openContext, type Role, system } from "@/lib/platform/context";
import { databaseNow, pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";

export const castPassword = "a password of the cast";

/** A person of the cast: who they are, and the headers of their browser. */
export interface CastPerson {
  id: string;
  email: string;
  actor: Actor;
  /** Cookie and Origin as a browser on our own pages sends them. */
  headers: Record<string, string>;
}

/** A key of the cast. */
export interface CastKey {
  id: number;
  key: string;
  headers: Record<string, string>;
}

export interface Cast {
  /** Two appliances: the lead, the technician, the viewer and the agent are of the first, otherLead is of the second. */
  appliances: readonly [number, number];
  admin: CastPerson;
  lead: CastPerson;
  otherLead: CastPerson;
  technician: CastPerson;
  viewer: CastPerson;
  /** A viewer without any appliance: refused everywhere. */
  nobody: CastPerson;
  /** Was a lead of both; cannot come in. */
  disabled: Omit<CastPerson, "headers">;
  adminKey: CastKey;
  leadKey: CastKey;
  agent: CastKey;
}

async function addAppliance(name: string): Promise<number> {
  const { rows } = await pool().query<{ id: number }>(
    "INSERT INTO appliance (name, hostname, time_zone) VALUES ($1, $2, 'Europe/Berlin') RETURNING id",
    [name, `${name.toLowerCase().replaceAll(" ", "-")}-${randomUUID().slice(0, 8)}.example.com`],
  );
  return rows[0]?.id ?? 0;
}

/** Adds a person with the cast's password. */
export async function addPerson(
  name: string,
  role: PersonRole,
  appliances: "all" | readonly number[],
): Promise<Omit<CastPerson, "headers">> {
  const db = pool();
  const email = `${name.toLowerCase().replaceAll(" ", ".")}.${randomUUID().slice(0, 8)}@example.com`;
  const passwordHash = await hashNewPassword(castPassword, { email });
  const id = await insertPerson(db, await databaseNow(db), { name, email, role, appliances, passwordHash });
  const found = await findPersonActor(db, id);
  if (!found) throw new Error(`${name} was not added`);
  return { id, email, actor: found.actor };
}

/** The headers of a browser in which a person is signed in. */
export async function signedInHeaders(
  email: string,
  password = castPassword,
): Promise<Record<string, string>> {
  const from = { headers: new Headers(), address: null };
  const { cookies } = await signIn(pool(), { email, password }, from);
  const pairs = cookies.map((cookie) => cookie.split(";", 1)[0]).join("; ");
  return { cookie: pairs, origin: new URL(env().ROLLCALL_URL).origin, "sec-fetch-site": "same-origin" };
}

async function addSignedIn(
  name: string,
  role: PersonRole,
  appliances: "all" | readonly number[],
): Promise<CastPerson> {
  const person = await addPerson(name, role, appliances);
  return { ...person, headers: await signedInHeaders(person.email) };
}

/** Makes a key and its headers. */
export async function addKey(name: string, role: Role, applianceId: number | null): Promise<CastKey> {
  const { id, key } = await createApiKey(await openContext(system), { name, role, applianceId });
  return { id, key, headers: { authorization: `Bearer ${key}` } };
}

/** A context of a verb for one of the cast, at the database's present. */
export async function contextOf(actor: Actor): Promise<Ctx> {
  return { ...(await openContext(actor)), enqueue: async () => undefined };
}

/** Makes the whole cast in the database of this test file. */
export async function makeCast(): Promise<Cast> {
  const first = await addAppliance("First");
  const second = await addAppliance("Second");
  const cast = {
    appliances: [first, second] as const,
    admin: await addSignedIn("Ada Admin", "admin", "all"),
    lead: await addSignedIn("Lea Lead", "lead", [first]),
    otherLead: await addSignedIn("Otto Lead", "lead", [second]),
    technician: await addSignedIn("Tea Technician", "technician", [first]),
    viewer: await addSignedIn("Vito Viewer", "viewer", [first]),
    nobody: await addSignedIn("Nobody", "viewer", []),
    disabled: await addPerson("Dora Disabled", "lead", [first, second]),
    adminKey: await addKey("admin script", "admin", null),
    leadKey: await addKey("lead script", "lead", first),
    agent: await addKey("endpoint", "agent", first),
  };
  await pool().query("UPDATE person SET disabled_at = now() WHERE id = $1", [cast.disabled.id]);
  return cast;
}
