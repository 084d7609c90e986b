// What a database of the release before holds of clients, imports and rollouts is there after the update, and goes on.
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as clientsRoute from "@/app/api/v1/clients/route";
import * as confirmationRoute from "@/app/api/v1/imports/[id]/confirmation/route";
import * as importRoute from "@/app/api/v1/imports/[id]/route";
import { pool } from "@/lib/platform/db";
import {
  ask,
  carryAlong,
  closeRollCall,
  readImport,
  readRollout,
  runDueJobs,
  type SiteClient,
  setClock,
  upload,
} from "@/test/support/roll-call";

const installedAt = "2026-11-20T12:00:00Z";
const seen = Date.parse("2026-11-20T13:10:00Z");
const facts = (at: number, needsUpdate: boolean) => {
  const source = { type: "import", importId: 1, line: 2 };
  const observed = Date.parse("2026-11-20T14:00:00Z");
  return JSON.stringify({
    firstEvidenceAt: at,
    newestObservedAt: observed,
    lastConnected: { value: at, at: observed, source },
    connectedFromAt: at,
    currentAt: needsUpdate ? null : at,
    online: { value: false, at: observed, source },
    needsUpdate: { value: needsUpdate, at: observed, source },
    behindSinceAt: needsUpdate ? observed : null,
    connectionType: { value: "active", at: observed, source },
    availability: null,
  });
};

const reason = (code: string) =>
  JSON.stringify({
    code,
    inputs: { release: "26.2.1", installedAt: Date.parse(installedAt), lastConnectedAt: seen },
  });

const anImport = (id: number, status: string, exportedAt: string, question: string | null, rows: number) =>
  `INSERT INTO import (id, appliance_id, kind, kinds, status, upload_id, file_name, file_hash, file_bytes, uploaded_by, created_at,
     parameters, complete, exported_at, exported_at_basis, rows_total, rows_accepted, diff, question, applied_at, finished_at)
   VALUES (${id}, 1, 'jump_client', '{jump_client}', '${status}', gen_random_uuid(), 'clients-${id}.csv', 'hash-${id}', 100, 'Ada',
     '${exportedAt}', '{}', true, '${exportedAt}', 'stated', ${rows}, ${rows},
     '{"added":2,"returned":0,"missing":0,"moved":0,"changed":0,"duplicates":0}',
     ${question === null ? "NULL" : `'${question}'`}, ${status === "done" ? `'${exportedAt}', '${exportedAt}'` : "NULL, NULL"})`;

/** In the order in which the appliance wrote it, not that of the clients. */
const waitingFile = `Name,Hostname,Status Details,needs_update
TILL-1,till-1,Offline since 2026-11-20T13:10:00Z,0
TILL-3,till-3,Offline since 2026-11-20T14:30:00Z,0
TILL-2,till-2,Offline since 2026-11-20T14:40:00Z,0
`;

/** As 0.6 left it: two clients judged by an import, a mapping remembered, and an import that waits for a confirmation, its file beside it. */
const left = `
  INSERT INTO appliance (id, name, hostname, time_zone) VALUES (1, 'Support', 'support.example.com', 'Europe/Berlin');
  INSERT INTO release (id, appliance_id, kind, name, version, installed_at, recorded_by, recorded_at)
    VALUES (1, 1, 'site', '26.2.1', '26.2.1', '${installedAt}', 'Ada', '${installedAt}');
  INSERT INTO release_installation (release_id, installed_at) VALUES (1, '${installedAt}');
  INSERT INTO rollout (id, appliance_id, release_id, status, judged_epoch) VALUES (1, 1, 1, 'open', 1);
  INSERT INTO column_mapping (appliance_id, fingerprint, mapping, updated_by) VALUES (1, '2-abc', '{"0":"name"}', 'Ada');
  ${anImport(1, "done", "2026-11-20T14:00:00Z", null, 2)};
  ${anImport(2, "needs_confirmation", "2026-11-20T15:00:00Z", '{"kind":"confirmation","reasons":[]}', 3)};
  INSERT INTO client (id, appliance_id, kind, name, hostname, host_key, short_host, identity_basis, facts, first_evidence_at, last_seen_at, connection_type)
    VALUES (1, 1, 'jump_client', 'TILL-1', 'till-1', 'till-1', 'till-1', 'hostname', '${facts(seen, false)}', '${installedAt}', to_timestamp(${seen / 1000}), 'active'),
           (2, 1, 'jump_client', 'TILL-2', 'till-2', 'till-2', 'till-2', 'hostname', '${facts(seen, true)}', '${installedAt}', to_timestamp(${seen / 1000}), 'active');
  INSERT INTO sighting (client_id, import_id, source, line, observed_at, earliest_at, connected_at, connected_from_at, online, needs_update, connection_type, descriptive)
    SELECT id, 1, 'import', id + 1, '2026-11-20T14:00:00Z', to_timestamp(${seen / 1000}), to_timestamp(${seen / 1000}), to_timestamp(${seen / 1000}), false, id = 2, 'active',
           jsonb_build_object('name', name, 'hostname', hostname) FROM client;
  INSERT INTO member (rollout_id, client_id, cohort, state, reason_code, reason, state_since, checked_in_at)
    VALUES (1, 1, true, 'checked_in', 'seen_after_release', '${reason("seen_after_release")}', now(), to_timestamp(${seen / 1000})),
           (1, 2, true, 'overdue', 'needs_update', '${reason("needs_update")}', now(), NULL);
  INSERT INTO import_chunk (upload_id, seq, bytes)
    SELECT upload_id, 0, '\\x${gzipSync(waitingFile).toString("hex")}' FROM import WHERE id = 2;
  SELECT setval(pg_get_serial_sequence(name, 'id'), 100) FROM unnest(ARRAY['appliance', 'client', 'import', 'release', 'rollout']) name;
`;

beforeAll(async () => {
  setClock("2026-11-20T16:00:00Z");
  await carryAlong("0007", left);
});
afterAll(closeRollCall);

const states = async () => {
  const { body } = await ask<{ items: SiteClient[] }>(
    clientsRoute.GET,
    "/api/v1/clients?applianceId=1&limit=50",
  );
  return Object.fromEntries(body.items.map(({ name, state }) => [name, state]));
};

describe("is carried along", () => {
  it("states, imports and what was remembered of headings", async () => {
    expect(await states()).toEqual({ "TILL-1": "checked_in", "TILL-2": "overdue" });
    expect(await readImport(1)).toMatchObject({ status: "done", rows: { accepted: 2 } });
    const { rows } = await pool().query("SELECT mapping, time_zone FROM column_mapping");
    expect(rows).toEqual([{ mapping: { 0: "name" }, time_zone: null }]);
  });

  it("an import that waited for a confirmation takes it", async () => {
    const answer = await ask(confirmationRoute.POST, "/api/v1/imports/2/confirmation", {
      method: "POST",
      id: 2,
      body: { confirmed: true },
    });
    expect(answer.status).toBe(202);
    await runDueJobs();
    const read = await ask<{ status: string }>(importRoute.GET, "/api/v1/imports/2", { id: 2 });
    expect(read.body).toMatchObject({ status: "done", problem: null });
    expect(await states()).toEqual({
      "TILL-1": "checked_in",
      "TILL-2": "checked_in",
      "TILL-3": "checked_in",
    });
  });

  it("and files go on as if it had always been there", async () => {
    const file =
      "Name,Hostname,Status Details\nTILL-1,till-1,Online\nTILL-3,till-3,Frobnicated\nTILL-2,till-2,Online\n";
    const sent = await upload(
      { applianceId: "1", kind: "jump_client", exportedAt: "2026-11-20T15:30:00Z" },
      file,
    );
    await runDueJobs();
    expect(await readImport(sent.body.id)).toMatchObject({
      status: "done",
      rows: { accepted: 2, rejected: 1 },
    });
    expect(await readRollout(1)).toMatchObject({ counts: { checked_in: 3 } });
  });
});
