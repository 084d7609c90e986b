// Carries the clients of the release before over into the tables of this one, between migrations 0009 and 0010.
import { inTransaction, type Pool, type Tx } from "../../lib/platform/db";
import { carryClients, weighCarried } from "./carry-clients";
import { carryCounts, carryMembers } from "./carry-members";
import { carrySnapshot } from "./carry-snapshot";

/** Told now and then while it takes longer than a moment. */
export type Tell = (line: string) => void;

/** True while something of the release before waits to be carried over. */
export async function isToCarryOver(db: Pool): Promise<boolean> {
  const { rows } = await db.query<{ waits: boolean }>(
    "SELECT to_regclass('old_sighting') IS NOT NULL AS waits",
  );
  return rows[0]?.waits ?? false;
}

/**
 * Carries everything over, in steps that are each committed whole and done once: killed in the middle, it goes on where it was when
 * it is called again.
 */
export async function carryOver(db: Pool, tell: Tell): Promise<void> {
  const holder = await db.connect();
  try {
    // Of several that start at once one does it, and the others find it done.
    await holder.query("SELECT pg_advisory_lock(hashtext('carry over'))");
    if (await isToCarryOver(db)) await carryAll(db, tell);
  } finally {
    holder.release(true);
  }
}

async function carryAll(db: Pool, tell: Tell): Promise<void> {
  const step = async (what: string, run: (tx: Tx) => Promise<void>) => {
    const done = await db.query("SELECT 1 FROM carried_over WHERE what = $1", [what]);
    if (done.rowCount) return;
    await inTransaction(db, async (tx) => {
      await tx.query("SET LOCAL work_mem = '128MB'");
      await tx.query("SET LOCAL jit = off");
      await run(tx);
      await tx.query("INSERT INTO carried_over (what) VALUES ($1)", [what]);
    });
  };

  await step("single observations", async (tx) => {
    await tx.query(
      `INSERT INTO sighting (id, client_id, source, observed_at, earliest_at, connected_at, connected_from_at, online, needs_update,
                             needs_update_unread, connection_type, availability, descriptive, created_at)
       SELECT id, client_id, source, observed_at, earliest_at, connected_at, connected_from_at, online, needs_update,
              needs_update_unread, connection_type, availability, descriptive, created_at
         FROM old_sighting WHERE import_id IS NULL`,
    );
    await tx.query(
      "SELECT setval(pg_get_serial_sequence('sighting', 'id'), GREATEST((SELECT max(id) FROM old_sighting), 1))",
    );
  });
  await step("an index of imports", async (tx) => {
    await tx.query(
      "CREATE INDEX IF NOT EXISTS old_sighting_import_idx ON old_sighting (import_id, client_id)",
    );
  });

  const imports = await db.query<{ id: number }>(
    "SELECT id FROM import WHERE exported_at IS NOT NULL ORDER BY exported_at, id",
  );
  for (const [index, { id }] of imports.rows.entries()) {
    if (index % 10 === 9) tell(`carrying over import ${index + 1} of ${imports.rows.length}`);
    await step(`import ${id}`, (tx) => carrySnapshot(tx, id));
  }
  await step("clients", carryClients);
  await weighCarried(db, step, tell);
  await step("members", (tx) => carryMembers(tx));
  await step("counts", (tx) => carryCounts(tx));
  await step("transitions", async (tx) => {
    const { rowCount } = await tx.query("SELECT 1 FROM old_transition LIMIT 1");
    if (rowCount) tell("carrying over what happened to members");
    await tx.query(
      `INSERT INTO transition (id, rollout_id, client_id, from_state, to_state, reason_code, reason, cause, at)
       SELECT id, rollout_id, client_id, from_state::member_state, to_state::member_state, reason_code::reason_code, reason, cause, at
         FROM old_transition`,
    );
    await tx.query("SELECT setval('transition_id_seq1', GREATEST((SELECT max(id) FROM old_transition), 1))");
  });
  await step("everything", async () => {});
}
