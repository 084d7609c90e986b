/** Plays a history on the product and on the model, step by step, and holds what the verbs answer against each other. */
import { expect } from "vitest";
import { defaultPolicy } from "@/lib/core/policy";
import { compareAll, compareLists } from "./compare";
import { type FleetClient, fleetOf, hourMs, writeExport } from "./fleet";
import { beginAnew, doer, moveClock, product, read, upload } from "./product";
import { arrangeRollouts, endHeldSlot, judgeAnew, judgeClients, sweep } from "./rollouts";
import { applyImport, readImport, takeBackImport } from "./snapshots";
import type { History, ImportStep, Step } from "./steps";
import { stands } from "./what-is-known";
import {
  clientAt,
  goingRollout,
  type KnownClient,
  type KnownImport,
  standingReleases,
  type World,
} from "./world";

/** Where every history begins. */
const beginning = Date.UTC(2026, 2, 2, 12);
const versions = ["24.1.1", "24.1.2", "24.2.1", "24.3.1", "25.1.1"];

/** One history under way. */
export interface Play {
  applianceId: number;
  world: World;
  /** How many files were written. */
  files: number;
}

/** Plays a history to its end. @throws where product and model differ, with the step after which they do */
export async function playHistory({ seeds, steps, ...settings }: History): Promise<void> {
  const play: Play = {
    applianceId: await beginAnew(beginning, settings),
    files: 0,
    world: {
      now: beginning,
      by: doer,
      fleet: fleetOf(seeds),
      ...settings,
      policy: defaultPolicy,
      clients: new Map(),
      imports: [],
      releases: [],
      rollouts: [],
      orders: 0,
    },
  };
  // Every step is looked at through the lists; everything that is known of each client at the end and twice in between.
  const thorough = [Math.floor(steps.length / 3), Math.floor((2 * steps.length) / 3), steps.length - 1];
  for (const [place, step] of steps.entries()) {
    try {
      await take(play, step);
      await compareLists(play);
      if (thorough.includes(place)) await compareAll(play);
    } catch (error) {
      const { step: kind } = step;
      throw new Error(
        `after step ${place + 1} of ${steps.length} (${kind}): ${error instanceof Error ? error.message : error}`,
        { cause: error },
      );
    }
  }
}

const pick = <T>(items: readonly T[], which: number): T | null =>
  items.length === 0 ? null : (items[which % items.length] ?? null);

async function take(play: Play, step: Step): Promise<void> {
  const { world } = play;
  switch (step.step) {
    case "import":
      return importList(play, step);
    case "sameFile":
      return sendAgain(play, step);
    case "takeBack":
      return takeBack(play, step.which);
    case "answer":
      return answer(play, step);
    case "release":
      return record(play, step);
    case "correct":
      return correct(play, step);
    case "withdraw":
      return withdraw(play, step.which);
    case "exclude":
    case "include":
    case "attest":
    case "unattest":
    case "setFacts":
    case "ask":
    case "giveBack": {
      const client = pick([...world.clients.values()], step.who);
      return client ? decide(play, client, step) : undefined;
    }
    case "register":
      return register(play, step);
    case "policy":
      return changePolicy(play, step);
    case "mode":
      return changeMode(play, step.mode);
    case "close":
    case "reopen":
      return close(play, step.step === "close");
    case "pass":
      world.now += step.hours * hourMs;
      await moveClock(world.now);
      await product.sweep();
      sweep(world);
  }
}

/** The numbers of the product's clients by place in the fleet; all that are listed, and those that were. */
async function numbers({ applianceId, world }: Play): Promise<(who: number) => number> {
  const listed = await read.clients(applianceId);
  const placeOf = (kind: string, vendorId: string | null, host: string | null) =>
    world.fleet.findIndex(
      (each: FleetClient) =>
        each.kind === kind && (vendorId === null ? each.host === host : each.vendorId === vendorId),
    );
  const ids = new Map(listed.map((each) => [placeOf(each.kind, each.vendorId, each.hostname), each.id]));
  return (who) => {
    const id = ids.get(who) ?? world.clients.get(who)?.id;
    if (id === undefined) throw new Error(`the product does not list client ${who}, whom the file shows`);
    return id;
  };
}

async function importList(play: Play, step: ImportStep): Promise<void> {
  const { world } = play;
  const { fleet } = world;
  const kind = fleet[step.kindOf % fleet.length]?.kind ?? "jump_client";
  const isOf = (who: number) => who < fleet.length && (step.mixed || fleet[who]?.kind === kind);
  const listed = step.rows.flatMap((cells, who) => (cells && isOf(who) ? [{ who, cells }] : []));
  if (step.isTurned) listed.reverse();
  const again = step.again && { ...step.again, who: step.again.who % fleet.length };
  if (again && isOf(again.who) && fleet[again.who]?.vendorId != null) listed.push(again);
  if (listed.length === 0) return;
  const installedAt = standingReleases(world).at(-1)?.installedAt ?? null;
  const exportedAt = madeAt(world, step, installedAt);
  const file = writeExport(fleet, listed, step.columns, { exportedAt, installedAt }, ++play.files);
  const stated = step.isStated ? exportedAt : null;
  const received = await send(play, file.text, kind, stated, step.complete);
  expect(received).toMatchObject({ ok: true, value: { created: true } });
  if (!received.ok) return;
  const known: KnownImport = {
    ...unread,
    id: received.value.id,
    text: file.text,
    kind,
    columns: file.columns,
    complete: step.complete ?? true,
    isCompleteStated: step.complete !== null,
    stated,
    asked: { exportedAt: stated, complete: step.complete ?? true },
    rows: file.rows,
  };
  files.set(known, file.rows);
  world.imports.push(known);
  readImport(world, known, file.rows, await numbers(play));
  await compareImport(known);
}

/** What the file of an import says; it is read anew after an answer. */
const files = new WeakMap<KnownImport, KnownImport["rows"]>();

const unread = {
  status: "needs_mapping",
  exportedAt: null,
  kinds: [],
  accepted: 0,
  rejected: 0,
  difference: null,
  reasons: [],
} as const satisfies Partial<KnownImport> as Pick<
  KnownImport,
  "status" | "exportedAt" | "kinds" | "accepted" | "rejected" | "difference" | "reasons"
>;

function madeAt(world: World, step: ImportStep, installedAt: number | null): number {
  const other =
    step.madeWith === "release"
      ? installedAt
      : step.madeWith === null
        ? null
        : (pick(world.imports, step.madeWith)?.exportedAt ?? null);
  return other !== null && other <= world.now ? other : world.now - step.hoursAgo * hourMs;
}

function send(
  { applianceId }: Play,
  text: string,
  kind: string,
  exportedAt: number | null,
  complete: boolean | null,
  more: Record<string, string> = {},
) {
  return upload(text, {
    applianceId: String(applianceId),
    kind,
    ...(exportedAt !== null && { exportedAt: new Date(exportedAt).toISOString() }),
    ...(complete !== null && { complete: String(complete) }),
    ...more,
  });
}

/** Product.md: the same bytes again are the first import while that is running or done and no parameter differs. */
async function sendAgain(play: Play, { which, how }: Extract<Step, { step: "sameFile" }>): Promise<void> {
  const { world } = play;
  const first = pick(world.imports, which);
  if (!first) return;
  const { exportedAt } = first.asked;
  const complete = how === "differ" ? !first.asked.complete : first.asked.complete;
  const isOver = ({ status }: KnownImport) => ["failed", "cancelled", "taken_back"].includes(status);
  const standing = world.imports.findLast((each) => each.text === first.text && !isOver(each));
  const more: Record<string, string> = how === "readAgain" ? { readAgain: "true" } : {};
  const received = await send(play, first.text, first.kind, exportedAt, complete, more);
  if (standing && how !== "readAgain") {
    const isSame =
      standing.asked.complete === complete &&
      (standing.stated ?? null) === exportedAt &&
      standing.kind === first.kind;
    expect(received).toEqual(
      isSame
        ? { ok: true, value: { id: standing.id, created: false } }
        : { ok: false, code: "import_differs" },
    );
    return;
  }
  expect(received).toMatchObject({ ok: true, value: { created: true } });
  if (!received.ok) return;
  if (standing) stop(world, standing);
  const rows = files.get(first) ?? [];
  const known: KnownImport = {
    ...first,
    ...unread,
    id: received.value.id,
    complete,
    isCompleteStated: true,
    stated: exportedAt,
    asked: { exportedAt, complete },
    rows,
  };
  files.set(known, rows);
  world.imports.push(known);
  readImport(world, known, rows, await numbers(play));
  await compareImport(known);
}

function stop(world: World, known: KnownImport): void {
  if (known.status === "done") takeBackImport(world, known);
  else if (known.status === "needs_mapping" || known.status === "needs_confirmation")
    known.status = "cancelled";
}

async function takeBack({ world }: Play, which: number): Promise<void> {
  const known = pick(world.imports, which);
  if (!known) return;
  expect(await product.takeBack(known.id)).toMatchObject({ ok: true });
  stop(world, known);
  await compareImport(known);
}

async function answer(play: Play, step: Extract<Step, { step: "answer" }>): Promise<void> {
  const { world } = play;
  const waiting = world.imports.filter(
    ({ status }) => status === "needs_mapping" || status === "needs_confirmation",
  );
  const known = pick(waiting, step.which);
  if (!known) return;
  if (known.status === "needs_mapping") {
    known.stated = world.now - step.hoursAgo * hourMs;
    expect(await product.sayWhenMade(known.id, known.stated)).toMatchObject({ ok: true });
    readImport(world, known, files.get(known) ?? [], await numbers(play));
  } else {
    expect(await product.confirm(known.id, step.confirmed, step.complete)).toMatchObject({ ok: true });
    if (step.confirmed) {
      known.complete = step.complete ?? known.complete;
      applyImport(world, known, true, await numbers(play));
    } else known.status = "cancelled";
  }
  await compareImport(known);
}

async function compareImport(known: KnownImport): Promise<void> {
  const { status, diff, rowsAccepted, rowsRejected, exportedAt, question } = await read.import(known.id);
  const { difference } = known;
  // Rows are counted once nothing is asked of the file any more.
  const isCounted = known.status !== "needs_mapping" && known.status !== "cancelled";
  const isAsked = status === "needs_confirmation" && question?.kind === "confirmation";
  expect({
    status,
    rows: isCounted ? [rowsAccepted, rowsRejected] : null,
    exportedAt,
    reasons: isAsked ? question.reasons.map(({ code }) => code) : [],
    diff,
  }).toEqual({
    status: known.status,
    rows: isCounted ? [known.accepted, known.rejected] : null,
    exportedAt: known.exportedAt,
    reasons: known.status === "needs_confirmation" ? known.reasons : [],
    diff: difference && {
      ...difference,
      previous: difference.previous && {
        importId: difference.previous,
        exportedAt: expect.any(String),
      },
      absent: expect.any(Array),
    },
  });
}

async function record(play: Play, step: Extract<Step, { step: "release" }>): Promise<void> {
  const { world, applianceId } = play;
  const version = versions[step.version] ?? "24.1.1";
  const installedAt = world.now - step.hoursAgo * hourMs;
  const known = standingReleases(world).find((each) => each.version === version);
  const { agentsUpdateThemselves } = step;
  const recorded = await product.release(applianceId, version, installedAt, agentsUpdateThemselves);
  expect(recorded).toMatchObject({ ok: true, value: { created: !known, ...(known && { id: known.id }) } });
  if (known || !recorded.ok) return;
  const { id, rolloutId } = recorded.value;
  world.releases.push({ id, version, installedAt, agentsUpdateThemselves, isWithdrawn: false });
  arrangeRollouts(world, () => rolloutId ?? 0);
}

async function correct(play: Play, step: Extract<Step, { step: "correct" }>): Promise<void> {
  const { world } = play;
  const release = pick(standingReleases(world), step.which);
  if (!release) return;
  const version = step.version === null ? release.version : (versions[step.version] ?? release.version);
  const to = {
    ...(step.version !== null && { version }),
    ...(step.hoursAgo !== null && { installedAt: world.now - step.hoursAgo * hourMs }),
    ...(step.agents !== null && { agentsUpdateThemselves: step.agents }),
  };
  const isTaken = standingReleases(world).some((other) => other !== release && other.version === version);
  const corrected = await product.correct(release.id, to);
  if (isTaken) {
    expect(corrected).toEqual({ ok: false, code: "version_exists" });
    return;
  }
  expect(corrected).toMatchObject({ ok: true });
  Object.assign(release, to);
  arrangeRollouts(world, () => 0);
}

async function withdraw({ world }: Play, which: number): Promise<void> {
  const release = pick(standingReleases(world), which);
  if (!release) return;
  expect(await product.withdraw(release.id)).toMatchObject({ ok: true });
  release.isWithdrawn = true;
  world.rollouts = world.rollouts.filter((rollout) => rollout.release !== release);
  arrangeRollouts(world, () => 0);
}

const refused = (code: string) => ({ ok: false, code });
const done = { ok: true };

/** What is decided about one client. */
async function decide(
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
      if (about.attestations.has(who)) return expect(answered).toEqual(refused("already_attested"));
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
    case "giveBack": {
      const slot = rollout?.slots.find((each) => each.who === who && each.endedAt === null);
      if (!rollout || !slot) return;
      const { outcome } = step as Extract<Step, { step: "giveBack" }>;
      expect(await product.giveBack(slot.id, slot.fence, outcome)).toMatchObject(done);
      endHeldSlot(rollout, who, outcome, world.now);
      return judgeClients(world, [who], { cause: "slot", refresh: false });
    }
  }
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
async function register(play: Play, step: Extract<Step, { step: "register" }>): Promise<void> {
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
    order: ++world.orders,
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
      source: { type: "person", sightingId: sightings[0]?.id ?? 0 },
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

async function changePolicy(
  { world, applianceId }: Play,
  step: Extract<Step, { step: "policy" }>,
): Promise<void> {
  const line = {
    ...world.policy[step.line],
    dueAfterMinutes: step.hours === null ? null : step.hours * 60,
    silentDays: step.days,
    missedReleases: step.missed,
  };
  expect(await product.changePolicy(applianceId, { [step.line]: line })).toMatchObject(done);
  world.policy = { ...world.policy, [step.line]: line };
  judgeAnew(world);
}

async function changeMode({ world }: Play, mode: "observe" | "control"): Promise<void> {
  const rollout = goingRollout(world);
  if (!rollout) return;
  expect(await product.changeRollout(rollout.id, { mode })).toMatchObject(done);
  const isOther = rollout.mode !== mode;
  rollout.mode = mode;
  if (isOther) judgeAnew(world);
}

async function close({ world }: Play, isClosed: boolean): Promise<void> {
  const current = standingReleases(world).at(-1);
  const rollout = world.rollouts.find(({ release }) => release === current);
  if (!rollout || rollout.isClosed === isClosed) return;
  const closed = isClosed ? { reason: "enough" } : null;
  expect(await product.changeRollout(rollout.id, { closed })).toMatchObject(done);
  rollout.isClosed = isClosed;
  rollout.status = isClosed ? "closed" : "open";
  if (!isClosed) judgeAnew(world);
}
