/** Holds what pages and the API read of the product against the model. */
import { expect } from "vitest";
import { isFinished, type MemberState, memberStates } from "@/test/support/frozen/member";
import { read } from "./product";
import { byObservation, descriptionOf, factsOf, stands, survivorOf } from "./what-is-known";
import { type KnownClient, type Play, type Rollout, standingReleases, type World } from "./world";

/** The rollout whose states lists show: that of the newest site release. */
function shownRollout(world: World): Rollout | null {
  const current = standingReleases(world).at(-1);
  return world.rollouts.find(({ release }) => release === current) ?? null;
}

/** Lists and counts: every client with its state, reason, sources and flags, and the numbers of every rollout. */
export async function compareLists({ world, applianceId }: Play): Promise<void> {
  const listed = await read.clients(applianceId);
  const shown = shownRollout(world);
  const expected = [...world.clients.values()]
    .filter(stands)
    .map((client) => expectedRow(world, shown, client));
  const actual = listed.map((row) => ({
    id: row.id,
    kind: row.kind,
    hostname: row.hostname,
    vendorId: row.vendorId,
    name: row.name,
    group: row.group,
    connectionType: row.connectionType,
    lastSeenAt: row.lastSeenAt,
    survivorId: row.survivorId,
    rolloutId: row.rolloutId,
    state: row.state,
    code: row.reason?.code ?? null,
    inputs: row.reason?.inputs ?? null,
    since: row.stateSince,
    dueAt: row.dueAt,
    checkedInAt: row.checkedInAt,
    late: row.late,
    left: row.left,
  }));
  const byId = (a: { id: number }, b: { id: number }) => a.id - b.id;
  expect(actual.sort(byId)).toEqual(expected.sort(byId));
  for (const rollout of world.rollouts) {
    const { status, mode, cohort, late, left, counts, finished } = await read.rollout(rollout.id);
    expect({ status, mode, cohort, late, left, counts, finished }).toEqual({
      status: rollout.status,
      mode: rollout.mode,
      ...countsOf(world, rollout),
    });
  }
}

function expectedRow(world: World, rollout: Rollout | null, client: KnownClient) {
  const fleet = world.fleet[client.who];
  const facts = factsOf(client);
  const said = descriptionOf(client);
  const member = rollout?.members.get(client.who) ?? null;
  return {
    id: client.id,
    kind: fleet?.kind,
    hostname: fleet?.host,
    vendorId: fleet?.vendorId,
    name: said.name,
    group: said.group,
    connectionType: facts.connectionType?.value ?? null,
    lastSeenAt: facts.lastConnected?.value ?? null,
    survivorId: survivorOf(world, client)?.id ?? null,
    rolloutId: member ? (rollout?.id ?? null) : null,
    state: member?.judgement.state ?? null,
    code: member?.judgement.code ?? null,
    inputs: member?.judgement.inputs ?? null,
    since: member?.since ?? null,
    dueAt: member?.judgement.dueAt ?? null,
    checkedInAt: member?.judgement.checkedInAt ?? null,
    late: member ? !member.cohort : false,
    left: member?.left ?? false,
  };
}

function countsOf(world: World, rollout: Rollout) {
  const members = [...rollout.members];
  const counts = Object.fromEntries(memberStates.map((state) => [state, 0])) as Record<MemberState, number>;
  for (const [, { judgement }] of members) counts[judgement.state]++;
  const isSettled = (state: MemberState) => state === "checked_in" || state === "excluded";
  const buttons = members.filter(
    ([who, { judgement }]) => world.fleet[who]?.kind === "button" && !isSettled(judgement.state),
  );
  const kinds = new Set(members.map(([who]) => world.fleet[who]?.kind));
  const doubtful = [...kinds].some((kind) => {
    const newest = world.imports
      .filter(
        ({ status, complete, kinds: of }) =>
          status === "done" && complete && of.some((each) => each === kind),
      )
      .sort((a, b) => (b.exportedAt ?? 0) - (a.exportedAt ?? 0) || b.id - a.id)[0];
    return newest !== undefined && newest.rejected * 2 > newest.accepted + newest.rejected;
  });
  const cohort = members.filter(([, member]) => member.cohort).length;
  return {
    counts,
    cohort,
    late: members.length - cohort,
    left: members.filter(([, member]) => member.left).length,
    finished: isFinished(counts, buttons.length, doubtful),
  };
}

/** Everything that is read of each client, and what the pages count. */
export async function compareAll(play: Play): Promise<void> {
  const { world, applianceId } = play;
  for (const client of world.clients.values()) await compareClient(world, client);
  const shown = shownRollout(world);
  const standing = [...world.clients.values()].filter(stands);
  const states = standing.map(({ who }) => shown?.members.get(who)?.judgement.state ?? "none");
  const tally = (state: string) => states.filter((each) => each === state).length;
  expect(await read.counts(applianceId)).toEqual(
    Object.fromEntries([...memberStates, "none"].map((state) => [state, tally(state)])),
  );
  if (!shown) return;
  const { glance, page } = await read.pages(applianceId, shown.id);
  const expected = countsOf(world, shown);
  expect(glance?.rollout).toMatchObject(expected);
  expect(page).toMatchObject(expected);
  expect(new Map(page.byGroup.map(({ group, counts }) => [group, counts]))).toEqual(
    countsBy(world, shown, (client) => descriptionOf(client).group),
  );
  expect(new Map(page.byKind.map(({ kind, counts }) => [kind as string, counts]))).toEqual(
    countsBy(world, shown, ({ who }) => world.fleet[who]?.kind ?? ""),
  );
}

function countsBy<K>(world: World, rollout: Rollout, keyOf: (client: KnownClient) => K) {
  const byKey = new Map<K, Record<MemberState, number>>();
  for (const [who, { judgement }] of rollout.members) {
    const client = world.clients.get(who);
    if (!client) continue;
    const key = keyOf(client);
    const counts =
      byKey.get(key) ??
      (Object.fromEntries(memberStates.map((state) => [state, 0])) as Record<MemberState, number>);
    counts[judgement.state]++;
    byKey.set(key, counts);
  }
  return byKey;
}

async function compareClient(world: World, client: KnownClient): Promise<void> {
  const detail = await read.client(client.id);
  const { who } = client;
  const rollouts = [...world.rollouts].sort(
    (a, b) => b.release.installedAt - a.release.installedAt || b.release.id - a.release.id,
  );
  const newestFirst = [...client.entries].sort((a, b) => byObservation(b, a));
  expect({
    facts: detail.facts,
    sightings: detail.sightings.map(
      ({
        clientId,
        importId,
        fileName,
        exportedAtBasis,
        feedId,
        feedName,
        feedRemoved,
        firstAt,
        descriptive,
        firstObservedAt,
        ...sighting
      }) => sighting,
    ),
    memberships: detail.memberships.map(({ rolloutId, state, opening, reason: { code, inputs } }) => ({
      rolloutId,
      state,
      opening,
      code,
      inputs,
    })),
    transitions: new Map(
      rollouts.map(({ id }) => [
        id,
        detail.transitions
          .filter(({ rolloutId }) => rolloutId === id)
          .map(({ fromState: from, toState: to, reason: { code }, cause, at }) => ({
            from,
            to,
            code,
            cause,
            at,
          })),
      ]),
    ),
    attributes: stands(client) ? detail.attributes : {},
  }).toEqual({
    facts: factsOf(client),
    sightings: newestFirst.map(({ sighting }) => sighting),
    memberships: rollouts.flatMap(({ id, members, transitions }) => {
      const member = members.get(who);
      if (!member) return [];
      const { state, code, inputs } = member.judgement;
      return [{ rolloutId: id, state, opening: transitions.get(who)?.[0]?.from ?? state, code, inputs }];
    }),
    transitions: new Map(
      rollouts.map(({ id, transitions }) => [id, [...(transitions.get(who) ?? [])].reverse()]),
    ),
    attributes: descriptionOf(client).attributes,
  });
}
