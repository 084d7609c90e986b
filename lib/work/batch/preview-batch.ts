/** What a batch would change and whom it would skip, without changing anything. */
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { askerOf, refuseUnlessMayAsk } from "./ask-batch";
import type { Asked, Skip } from "./asked";
import { type Asking, type ChunkDone, doChunk, lookAtChunk } from "./do-chunk";
import { explainSkip, explainUndo } from "./skip-words";

interface Named {
  id: number;
  name: string;
}

export interface Preview {
  clients: number;
  changed: number;
  /** The first of those that would be changed. */
  examples: Named[];
  skipped: { code: Skip["code"]; sentence: string; clients: number; examples: Named[] }[];
  /** How far it can be undone, in a sentence. */
  undo: string;
}

const lookedAtOnce = 5_000;
const examplesAtMost = 10;

/** @throws AppError 403 */
export async function previewBatch(
  ctx: Ctx,
  { applianceId, asked, clientIds }: { applianceId: number; asked: Asked; clientIds: readonly number[] },
): Promise<Preview> {
  refuseUnlessMayAsk(ctx, applianceId, asked);
  const asking: Asking = { ctx, applianceId, batchId: null, asked, by: askerOf(ctx.actor, applianceId) };
  const preview: Preview = {
    clients: clientIds.length,
    changed: 0,
    examples: [],
    skipped: [],
    undo: explainUndo(asked.deed),
  };
  for (let start = 0; start < clientIds.length; start += lookedAtOnce) {
    const some = clientIds.slice(start, start + lookedAtOnce);
    const looked =
      asked.deed === "start" ? await doAndForget(ctx, asking, some) : await lookAtChunk(ctx.db, asking, some);
    addTo(preview, looked);
  }
  preview.skipped.sort((one, other) => other.clients - one.clients);
  return preview;
}

class Undone extends Error {
  constructor(readonly done: ChunkDone) {
    super("only looked");
  }
}

/** Who would be given a slot is known for certain only by giving it: it is done, and rolled back. */
async function doAndForget(ctx: Ctx, asking: Asking, clientIds: readonly number[]): Promise<ChunkDone> {
  try {
    return await inTransaction(ctx.db, async (tx) => {
      throw new Undone(await doChunk(tx, asking, clientIds));
    });
  } catch (thrown) {
    if (thrown instanceof Undone) return thrown.done;
    throw thrown;
  }
}

function addTo(preview: Preview, { found, missing, refused }: ChunkDone): void {
  const skip = (code: Skip["code"], sentence: string, who: Named) => {
    let entry = preview.skipped.find((each) => each.code === code && each.sentence === sentence);
    if (!entry) {
      entry = { code, sentence, clients: 0, examples: [] };
      preview.skipped.push(entry);
    }
    entry.clients++;
    if (entry.examples.length < examplesAtMost) entry.examples.push(who);
  };
  for (const id of missing) skip("no_client", explainSkip({ code: "no_client" }), { id, name: String(id) });
  for (const { clientId, name, skip: own } of found) {
    const why = own ?? refused.get(clientId);
    if (why) skip(why.code, explainSkip(why), { id: clientId, name });
    else {
      preview.changed++;
      if (preview.examples.length < examplesAtMost) preview.examples.push({ id: clientId, name });
    }
  }
}
