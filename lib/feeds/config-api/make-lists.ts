/** Makes lists of what a walk found and hands them to the imports. A walk that says what the one before said makes none. */
import type { ClientKind } from "@/lib/core/client";
import type { Ctx } from "@/lib/platform/context";
import { confirmList, importList } from "../import-list";
import type { Reading } from "../reading";
import type { Feed, Known } from "../store";
import { measuredMs } from "./clock-skew";
import { exportFiles } from "./export-file";
import type { KeptWalk } from "./kept-walk";
import { keepAhead, namesLaterThan } from "./on-our-clock";
import type { ListEnd, Walk } from "./walk-state";

/** What the newest lists were made of, and which imports they are. */
interface Made {
  digest: string;
  imports: { kind: ClientKind; id: number }[];
}

type Listed = NonNullable<Known["listed"]>;

/** Killed here, it does the same again: the same lists are the same imports. */
export async function makeLists(ctx: Ctx, feed: Feed, walk: Walk, kept: KeptWalk): Promise<Reading> {
  const aheadMs = keepAhead(feed.known.aheadMs ?? 0, walk.skew);
  const digest = kept.digest(walk, aheadMs);
  const counts = { lists: 0, sameLists: 0 };
  const before = await findMade(ctx, feed.id);
  const confirmed =
    before?.digest === digest ? await confirmAll(ctx, feed, walk, before.imports) : new Set<ClientKind>();
  counts.sameLists += confirmed.size;
  let listed: Listed | null = null;
  if (before?.digest === digest && confirmed.size === before.imports.length) await endRun(ctx, feed.id);
  else {
    const made = await importAll(ctx, feed, walk, kept, { aheadMs, confirmed, counts });
    const imports = [...(before?.imports ?? []).filter(({ kind }) => confirmed.has(kind)), ...made.imports];
    listed = made.listed;
    await endRun(ctx, feed.id, made.isRepeatable ? { digest, imports } : null);
  }
  const clients = walk.ended["jump-client"];
  const reason = [clients, walk.ended.jumpoint].find((end) => end && !end.complete)?.reason ?? null;
  const known: Known = {
    aheadMs,
    ...(walk.skew === null ? {} : { skewMs: measuredMs(walk.skew), skewAt: walk.startedAt }),
    ...(listed === null ? {} : { listed }),
    incomplete: reason,
  };
  if (reason !== null && !clients?.complete)
    return { kind: "problem", problem: { code: "walk_incomplete", sentence: reason }, known };
  return { kind: "read", requests: walk.requests, known, counts, snapshotAt: walk.startedAt };
}

/** The kinds whose lists could simply move on. */
async function confirmAll(
  ctx: Ctx,
  feed: Feed,
  walk: Walk,
  imports: Made["imports"],
): Promise<Set<ClientKind>> {
  const confirmed = new Set<ClientKind>();
  for (const { kind, id } of imports) {
    const complete = endOf(walk, kind)?.complete === true;
    if (await confirmList(ctx, feed, id, { kind, complete, exportedAt: walk.startedAt })) confirmed.add(kind);
  }
  return confirmed;
}

/** Imports all but the lists that were confirmed. `isRepeatable`: the same pages again make the same lists. */
async function importAll(
  ctx: Ctx,
  feed: Feed,
  walk: Walk,
  kept: KeptWalk,
  {
    aheadMs,
    confirmed,
    counts,
  }: { aheadMs: number; confirmed: ReadonlySet<ClientKind>; counts: { lists: number; sameLists: number } },
): Promise<{ imports: Made["imports"]; listed: Listed; isRepeatable: boolean }> {
  const clock = { aheadMs, asOf: walk.startedAt };
  const batches = await kept.batches();
  const files = exportFiles(walk, batches, clock);
  const lists = [
    { kind: "jump_client" as const, text: files.jumpClients, count: files.counts.jumpClients },
    { kind: "jumpoint" as const, text: files.jumpoints, count: files.counts.jumpoints },
  ];
  const imports: Made["imports"] = [];
  for (const { kind, text, count } of lists) {
    if (count === 0 || confirmed.has(kind)) continue;
    const { importId, isSame } = await importList(ctx, feed, {
      kind,
      fileName: `${feed.name}, ${kind}`,
      text,
      exportedAt: walk.startedAt,
      complete: endOf(walk, kind)?.complete === true,
    });
    imports.push({ kind, id: importId });
    if (isSame) counts.sameLists++;
    else counts.lists++;
  }
  const listed = { jump_client: files.counts.jumpClients, jumpoint: files.counts.jumpoints };
  return { imports, listed, isRepeatable: !batches.some((batch) => namesLaterThan(batch, clock)) };
}

function endOf(walk: Walk, kind: ClientKind): ListEnd | undefined {
  return walk.ended[kind === "jump_client" ? "jump-client" : "jumpoint"];
}

async function findMade(ctx: Ctx, feedId: number): Promise<Made | null> {
  const { rows } = await ctx.db.query<{ made: Made | null }>("SELECT made FROM feed WHERE id = $1", [feedId]);
  return rows[0]?.made ?? null;
}

/** The walk is over. `made` undefined: what there was is true still. */
export async function endRun(ctx: Ctx, feedId: number, made?: Made | null): Promise<void> {
  if (made === undefined) await ctx.db.query("UPDATE feed SET run = NULL WHERE id = $1", [feedId]);
  else
    await ctx.db.query("UPDATE feed SET run = NULL, made = $2 WHERE id = $1", [
      feedId,
      made === null ? null : JSON.stringify(made),
    ]);
}
