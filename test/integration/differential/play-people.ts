/** What people decide about one client, and what it asks for itself. */
import { expect } from "vitest";
import { done, pick, refused } from "./answers";
import { hourMs } from "./fleet";
import { product, read } from "./product";
import { endHeldSlot, judgeClients } from "./rollouts";
import type { Step } from "./steps";
import { stands } from "./what-is-known";
import { clientAt, goingRollout, type KnownClient, type Play } from "./world";

/** What is decided about one client. */
export async function decide(
  play: Play,
  client: KnownClient,
  step: Extract<Step, { who: number }> & { step: string },
): Promise<void> {
  const { world } = play;
  const rollout = goingRollout(world);
  const { who, id } = client;
  const judge = (deed: string) =>
    judgeClients(world, [who], { cause: `${deed} by ${world.by}`, refresh: true });
  const isThere = stands(client);
  switch (step.step) {
    case "exclude": {
      const reason = "a lab machine";
      const answered = await product.exclude(id, reason);
      if (!isThere) return expect(answered).toEqual(refused("not_found"));
      if (client.exclusion) return expect(answered).toEqual(refused("already_excluded"));
      expect(answered).toMatchObject(done);
      client.exclusion = { reason, by: world.by, at: world.now };
      return judge("excluded");
    }
    case "include": {
      const answered = await product.include(id);
      if (!isThere || !client.exclusion) return expect(answered).toEqual(refused("not_found"));
      expect(answered).toMatchObject(done);
      client.exclusion = null;
      return judge("exclusion removed");
    }
    case "attest": {
      const about = rollout ?? world.rollouts[0];
      if (!about) return;
      const note = "reinstalled by hand";
      const answered = await product.attest(id, about.id, note);
      if (!isThere) return expect(answered).toEqual(refused("not_found"));
      if (about.status !== "open") return expect(answered).toEqual(refused("rollout_over"));
      const word = about.attestations.get(who);
      const counts = world.now < (word?.at ?? 0) + 24 * 3_600_000;
      if (word && (counts || about.members.get(who)?.judgement.state === "checked_in"))
        return expect(answered).toEqual(refused("already_attested"));
      expect(answered).toMatchObject(done);
      about.attestations.set(who, { note, by: world.by, at: world.now });
      endHeldSlot(about, who, "done", world.now);
      return judge("attested");
    }
    case "unattest": {
      const answered = await product.unattest(id);
      const standing = world.rollouts.filter(({ attestations }) => attestations.has(who));
      if (!isThere || standing.length === 0) return;
      expect(answered).toMatchObject(done);
      for (const { attestations } of standing) attestations.delete(who);
      return judge("attestation removed");
    }
    case "setFacts":
      return setFacts(play, client, step as Extract<Step, { step: "setFacts" }>);
    case "ask":
      return ask(play, client);
  }
}

/** A slot that is held is given back by its holder. */
export async function giveBack({ world }: Play, step: Extract<Step, { step: "giveBack" }>): Promise<void> {
  const rollout = goingRollout(world);
  const slot = pick(rollout?.slots.filter(({ endedAt }) => endedAt === null) ?? [], step.who);
  if (!rollout || !slot) return;
  expect(await product.giveBack(slot.id, slot.fence, step.outcome)).toMatchObject(done);
  endHeldSlot(rollout, slot.who, step.outcome, world.now);
  judgeClients(world, [slot.who], { cause: "slot", refresh: false });
}

const facts = {
  lockedDown: { installMethod: "msi_locked_down", preReleaseMsiPushed: null },
  msiPushed: { installMethod: "msi_locked_down", preReleaseMsiPushed: true },
  retiring: { plannedRetirementOn: "2027-01-31" },
  staying: { plannedRetirementOn: null },
  providers: { securityProviders: ["LDAP main", "RADIUS"] },
} as const;

async function setFacts(
  { world }: Play,
  client: KnownClient,
  step: Extract<Step, { step: "setFacts" }>,
): Promise<void> {
  const { securityProviders, ...rest } = {
    securityProviders: client.securityProviders,
    ...facts[step.facts],
  };
  const set = { ...rest, securityProviders: [...securityProviders] };
  const answered = await product.setFacts(client.id, set);
  if (!stands(client)) return expect(answered).toEqual(refused("not_found"));
  expect(answered).toMatchObject(done);
  Object.assign(client, set);
  judgeClients(world, [client.who], { cause: `changed by ${world.by}`, refresh: true });
}

/** Whether a slot is free is the cap's affair, which has tests of its own; here it only matters that one is held. */
async function ask({ world, applianceId }: Play, client: KnownClient): Promise<void> {
  const answered = await product.ask(applianceId, client.id);
  if (!answered.ok) return expect(answered).toEqual(refused("not_found"));
  const outcome = answered.value;
  const rollout = goingRollout(world);
  const state = rollout?.members.get(client.who)?.judgement.state;
  if (outcome.kind === "refused") return;
  if (!outcome.fresh) return;
  expect({
    mode: rollout?.mode,
    mayAsk: state !== undefined && !["checked_in", "excluded"].includes(state),
  }).toEqual({
    mode: "control",
    mayAsk: true,
  });
  const { id, fence, leaseUntil } = outcome.slot;
  rollout?.slots.push({ id, fence, who: client.who, leaseUntil, endedAt: null, outcome: null });
  judgeClients(world, [client.who], { cause: "slot", refresh: false });
}

/** Only somebody who was never seen: one of whom nothing stands any more may come again under another number. */
export async function register(play: Play, step: Extract<Step, { step: "register" }>): Promise<void> {
  const { world, applianceId } = play;
  const who = step.who % world.fleet.length;
  const fleet = world.fleet[who];
  if (!fleet || fleet.vendorId !== null || world.clients.has(who)) return;
  const since = world.now - step.hoursAgo * hourMs;
  const registered = await product.register({
    applianceId,
    kind: fleet.kind,
    name: `client ${who}`,
    hostname: fleet.host,
    connectionType: step.type,
    inUseSince: since,
  });
  expect(registered).toMatchObject(done);
  if (!registered.ok) return;
  const client = clientAt(world, who, registered.value);
  const { sightings } = await read.client(client.id);
  client.entries.push({
    importId: null,
    said: {
      vendorId: null,
      name: `client ${who}`,
      hostname: fleet.host,
      fqdn: null,
      group: null,
      attributes: {},
    },
    sighting: {
      observedAt: world.now,
      source: sightings[0]?.source ?? { type: "person", sightingId: 0 },
      connectedAt: null,
      connectedFromAt: null,
      earliestAt: since,
      online: null,
      needsUpdate: null,
      needsUpdateUnread: false,
      connectionType: step.type,
      availability: null,
      unreadable: null,
    },
  });
  judgeClients(world, [who], { cause: `registered by ${world.by}`, refresh: true });
}
