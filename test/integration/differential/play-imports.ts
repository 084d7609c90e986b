/** Files that come in, are answered for and are taken back. */
import { expect } from "vitest";
import { pick } from "./answers";
import { type FleetClient, hourMs, writeExport } from "./fleet";
import { product, read, upload } from "./product";
import { applyImport, readImport, takeBackImport } from "./snapshots";
import type { ImportStep, Step } from "./steps";
import { goingRollout, type KnownImport, type Play, standingReleases, type World } from "./world";

export async function importList(play: Play, step: ImportStep): Promise<void> {
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
    stated,
    asked: { exportedAt: stated, complete: step.complete ?? true },
    file: file.rows,
    rows: [],
  };
  world.imports.push(known);
  readImport(world, known, await numbers(play));
  await compareImport(known);
}

/** How an import stands before it is read. */
const unread: Pick<
  KnownImport,
  "status" | "exportedAt" | "kinds" | "accepted" | "rejected" | "difference" | "reasons"
> = {
  status: "needs_mapping",
  exportedAt: null,
  kinds: [],
  accepted: 0,
  rejected: 0,
  difference: null,
  reasons: [],
};

function madeAt(world: World, { madeWith, hoursAgo }: ImportStep, installedAt: number | null): number {
  const other =
    madeWith === "release"
      ? installedAt
      : madeWith === "due"
        ? lastDue(world)
        : madeWith === null
          ? null
          : (pick(world.imports, madeWith)?.exportedAt ?? null);
  return other !== null && other <= world.now ? other : world.now - hoursAgo * hourMs;
}

function lastDue(world: World): number | null {
  const members = [...(goingRollout(world)?.members.values() ?? [])];
  const due = members.flatMap(({ judgement }) => judgement.dueAt ?? []).filter((at) => at <= world.now);
  return due.length === 0 ? null : Math.max(...due);
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
export async function sendAgain(
  play: Play,
  { which, how }: Extract<Step, { step: "sameFile" }>,
): Promise<void> {
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
      standing.complete === complete && standing.stated === exportedAt && standing.kind === first.kind;
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
  const known: KnownImport = {
    ...first,
    ...unread,
    id: received.value.id,
    complete,
    stated: exportedAt,
    asked: { exportedAt, complete },
    rows: [],
  };
  world.imports.push(known);
  readImport(world, known, await numbers(play));
  await compareImport(known);
}

function stop(world: World, known: KnownImport): void {
  if (known.status === "done") takeBackImport(world, known);
  else if (known.status === "needs_mapping" || known.status === "needs_confirmation")
    known.status = "cancelled";
}

export async function takeBack({ world }: Play, which: number): Promise<void> {
  const known = pick(world.imports, which);
  if (!known) return;
  expect(await product.takeBack(known.id)).toMatchObject({ ok: true });
  stop(world, known);
  await compareImport(known);
}

export async function answer(play: Play, step: Extract<Step, { step: "answer" }>): Promise<void> {
  const { world } = play;
  const waiting = world.imports.filter(
    ({ status }) => status === "needs_mapping" || status === "needs_confirmation",
  );
  const known = pick(waiting, step.which);
  if (!known) return;
  if (known.status === "needs_mapping") {
    known.stated = world.now - step.hoursAgo * hourMs;
    expect(await product.sayWhenMade(known.id, known.stated)).toMatchObject({ ok: true });
    readImport(world, known, await numbers(play));
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
