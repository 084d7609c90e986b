// Decides how people, invitations, keys and audit rows look in the API.
import { z } from "zod";
import type { OwnSession } from "@/lib/access/own-sessions";
import type { ListedApiKey, ListedAudit, ListedInvitation, ListedPerson } from "@/lib/access/queries";
import { appliancesField, personRoles } from "@/lib/access/schema";
import { roles } from "@/lib/platform/context";
import { instantAnswer, writeInstant } from "./params";

export const personAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(personRoles),
    appliances: appliancesField,
    disabled: z.boolean(),
    disabledAt: instantAnswer.nullable(),
    createdAt: instantAnswer,
    lastSignedInAt: instantAnswer
      .nullable()
      .meta({ description: "Start of the newest session that still exists." }),
    secondStepSince: instantAnswer
      .nullable()
      .meta({ description: "Since when a code is asked at sign-in; null: the password is enough." }),
    signInLocks: z
      .array(
        z.object({
          scope: z.enum(["account", "pair", "device", "code"]).meta({
            description:
              "account: pauses between tries from unknown devices. pair: none from `address`. device: none from one known device. code: pauses between tries of the second step.",
          }),
          address: z.string().nullable(),
          failures: z.int(),
          until: instantAnswer,
        }),
      )
      .meta({ description: "What holds sign-ins to this account up at the moment." }),
  })
  .meta({ id: "Person" });

/** A person as the API shows them. */
export function writePerson(person: ListedPerson): z.input<typeof personAnswer> {
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    role: person.role,
    appliances: person.appliances === "all" ? "all" : [...person.appliances],
    disabled: person.disabledAt !== null,
    disabledAt: writeInstant(person.disabledAt),
    createdAt: writeInstant(person.createdAt),
    lastSignedInAt: writeInstant(person.lastSignedInAt),
    secondStepSince: writeInstant(person.secondStepSince),
    signInLocks: person.locks.map((lock) => ({ ...lock, until: writeInstant(lock.until) })),
  };
}

export const sessionAnswer = z
  .object({
    id: z.string(),
    device: z.string().nullable().meta({ description: "What the browser called itself when it signed in." }),
    address: z.string().nullable(),
    since: instantAnswer,
    lastSeenAt: instantAnswer.meta({ description: "To the minute." }),
    current: z.boolean().meta({ description: "This very session." }),
  })
  .meta({ id: "Session" });

/** One's own session as the API shows it. */
export function writeSession(session: OwnSession, currentId: string): z.input<typeof sessionAnswer> {
  return {
    id: session.id,
    device: session.userAgent,
    address: session.address,
    since: writeInstant(session.since),
    lastSeenAt: writeInstant(session.lastSeenAt),
    current: session.id === currentId,
  };
}

export const invitationAnswer = z
  .object({
    id: z.int(),
    email: z.string(),
    role: z.enum(personRoles),
    appliances: appliancesField,
    createdBy: z.string(),
    createdAt: instantAnswer,
    expiresAt: instantAnswer,
    expired: z.boolean(),
  })
  .meta({ id: "Invitation" });

/** An invitation as the API shows it; its link is known only to whoever made it. */
export function writeInvitation(invitation: ListedInvitation): z.input<typeof invitationAnswer> {
  return {
    ...invitation,
    appliances: invitation.appliances === "all" ? "all" : [...invitation.appliances],
    createdAt: writeInstant(invitation.createdAt),
    expiresAt: writeInstant(invitation.expiresAt),
  };
}

export const linkAnswer = z
  .object({
    id: z.int(),
    url: z
      .string()
      .meta({ description: "The one-time link; shown this once. Hand it over yourself, no mail is sent." }),
    expiresAt: instantAnswer,
  })
  .meta({ id: "OneTimeLink" });

export const apiKeyAnswer = z
  .object({
    id: z.int(),
    name: z.string(),
    role: z.enum(roles),
    applianceId: z.int().nullable().meta({ description: "Null: every appliance." }),
    hint: z.string().meta({ description: "The last four characters of the key." }),
    createdBy: z.string(),
    createdAt: instantAnswer,
    lastUsedAt: instantAnswer.nullable().meta({ description: "To the minute." }),
    revokedAt: instantAnswer.nullable(),
  })
  .meta({ id: "ApiKey" });

/** A key as the API shows it. */
export function writeApiKey(key: ListedApiKey): z.input<typeof apiKeyAnswer> {
  return {
    ...key,
    role: roles.find((role) => role === key.role) ?? "viewer",
    createdAt: writeInstant(key.createdAt),
    lastUsedAt: writeInstant(key.lastUsedAt),
    revokedAt: writeInstant(key.revokedAt),
  };
}

export const auditAnswer = z
  .object({
    id: z.int(),
    at: instantAnswer,
    actorType: z.string(),
    actorId: z.string(),
    actorName: z.string(),
    deed: z.string(),
    applianceId: z.int().nullable(),
    subjectType: z.string(),
    subjectId: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .meta({ id: "AuditEntry" });

/** An audit row as the API shows it. */
export function writeAudit(entry: ListedAudit): z.input<typeof auditAnswer> {
  return { ...entry, at: writeInstant(entry.at) };
}
