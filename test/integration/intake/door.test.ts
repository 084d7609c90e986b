// The upload's door: real multipart in any order, broken ones refused with nothing kept, and who may do what.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as releasesRoute from "@/app/api/v1/appliances/[id]/releases/route";
import * as attestationsRoute from "@/app/api/v1/clients/[id]/attestations/route";
import * as exclusionsRoute from "@/app/api/v1/clients/[id]/exclusions/route";
import * as clientRoute from "@/app/api/v1/clients/[id]/route";
import * as clientsRoute from "@/app/api/v1/clients/route";
import * as clientsCsvRoute from "@/app/api/v1/clients.csv/route";
import * as confirmationRoute from "@/app/api/v1/imports/[id]/confirmation/route";
import * as mappingRoute from "@/app/api/v1/imports/[id]/mapping/route";
import * as rejectsRoute from "@/app/api/v1/imports/[id]/rejects.csv/route";
import * as importRoute from "@/app/api/v1/imports/[id]/route";
import * as importsRoute from "@/app/api/v1/imports/route";
import * as releaseRoute from "@/app/api/v1/releases/[id]/route";
import * as rolloutRoute from "@/app/api/v1/rollouts/[id]/route";
import { pool } from "@/lib/platform/db";
import { type Cast, makeCast } from "@/test/support/cast";
import { ask, closeRollCall, openRollCall, runDueJobs, sendUpload, upload } from "@/test/support/roll-call";

type Headers = Record<string, string>;

let cast: Cast;
let files = 0;
const newFile = () =>
  `Name,Hostname,Status Details\r\npc,pc-of-the-door,Offline since 2026-03-01 10:00:0${files++ % 10}\r\n${" ".repeat(files)}\r\n`;

beforeAll(async () => {
  await openRollCall();
  cast = await makeCast();
});
afterAll(closeRollCall);

async function strayChunks(): Promise<number> {
  const { rows } = await pool().query<{ stray: number }>(
    "SELECT count(*) AS stray FROM import_chunk c WHERE NOT EXISTS (SELECT 1 FROM import i WHERE i.upload_id = c.upload_id)",
  );
  return rows[0]?.stray ?? 0;
}

describe("an upload", () => {
  const type = { "content-type": "multipart/form-data; boundary=XX" };
  const part = (name: string, value: string, fileName?: string) =>
    `--XX\r\nContent-Disposition: form-data; name="${name}"${fileName ? `; filename="${fileName}"` : ""}\r\n\r\n${value}\r\n`;

  it("takes its parts in any order", async () => {
    const applianceId = String(cast.appliances[0]);
    for (const fileFirst of [true, false]) {
      const answer = await upload(
        { applianceId, kind: "jump_client", timeZone: "Europe/Lisbon" },
        newFile(),
        { fileFirst },
      );
      expect(answer).toMatchObject({
        status: 202,
        body: { applianceId: cast.appliances[0], fileName: "list.csv" },
      });
    }
  });

  it.each<[string, string, number, string]>([
    ["without an appliance", `${part("file", newFile(), "a.csv")}--XX--\r\n`, 422, "invalid_request"],
    ["without a file", `${part("applianceId", "1")}--XX--\r\n`, 400, "file_missing"],
    [
      "with two files",
      `${part("applianceId", "1")}${part("file", newFile(), "a.csv")}${part("file", newFile(), "b.csv")}--XX--\r\n`,
      400,
      "one_file_only",
    ],
    [
      "with a file of another name",
      `${part("applianceId", "1")}${part("upload", newFile(), "a.csv")}--XX--\r\n`,
      400,
      "one_file_only",
    ],
    [
      "that breaks off",
      `${part("applianceId", "1")}${part("file", newFile(), "a.csv").slice(0, -20)}`,
      400,
      "broken_upload",
    ],
    [
      "with a part nobody knows",
      `${part("applianceId", "1")}${part("colour", "red")}${part("file", newFile(), "a.csv")}--XX--\r\n`,
      422,
      "invalid_request",
    ],
    [
      "with an impossible zone",
      `${part("applianceId", "1")}${part("timeZone", "Mars/Base")}${part("file", newFile(), "a.csv")}--XX--\r\n`,
      422,
      "invalid_request",
    ],
    [
      "with a mapping that is no JSON",
      `${part("applianceId", "1")}${part("mapping", "{")}${part("file", newFile(), "a.csv")}--XX--\r\n`,
      422,
      "invalid_request",
    ],
    [
      "with a kind nobody knows",
      `${part("applianceId", "1")}${part("kind", "toaster")}${part("file", newFile(), "a.csv")}--XX--\r\n`,
      422,
      "invalid_request",
    ],
    [
      "for an appliance that is not there",
      `${part("applianceId", "999999")}${part("file", newFile(), "a.csv")}--XX--\r\n`,
      404,
      "not_found",
    ],
  ])("%s is refused, and nothing of it is kept", async (_what, body, status, code) => {
    const answer = await sendUpload(body, type);
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.body.detail).toMatch(/^\w.* .*[^.]\.$/);
    expect(await strayChunks()).toBe(0);
  });

  it("that is no multipart is refused with what to do", async () => {
    const answer = await sendUpload(newFile(), { "content-type": "text/csv" });
    expect(answer).toMatchObject({ status: 400, body: { code: "not_multipart" } });
  });

  it("with fewer bytes than announced is broken, never a short file", async () => {
    const body = `${part("applianceId", "1")}${part("file", newFile(), "a.csv")}--XX--\r\n`;
    const answer = await sendUpload(body, { ...type, "content-length": String(body.length + 100) });
    expect(answer).toMatchObject({ status: 400, body: { code: "broken_upload" } });
    expect(await strayChunks()).toBe(0);
  });

  it("is done once under an Idempotency-Key, and the key is refused for another file", async () => {
    const parts = { applianceId: String(cast.appliances[0]) };
    const headers = { ...cast.leadKey.headers, "idempotency-key": "night-1" };
    const file = newFile();
    const first = await upload(parts, file, { headers });
    expect(first.status).toBe(202);
    expect(await upload(parts, file, { headers })).toMatchObject({
      status: 202,
      body: { id: first.body.id },
    });
    expect(await upload(parts, newFile(), { headers })).toMatchObject({
      status: 422,
      body: { code: "idempotency_key_reused" },
    });
    expect(await strayChunks()).toBe(0);
  });
});

describe("the list of imports", () => {
  it("takes several statuses, and names the word that is none and those that are", async () => {
    const list = (query: string) => ask(importsRoute.GET, `/api/v1/imports?${query}`);
    for (const query of ["status=queued,done", "status=queued&status=done", "status="])
      expect(await list(query), query).toMatchObject({ status: 200 });
    expect(await list("status=queued,asleep")).toMatchObject({
      status: 400,
      body: {
        code: "invalid_request",
        detail: expect.stringMatching(
          /^status knows no "asleep"; use one or more of queued, parsing, .+, taken_back\.$/,
        ),
        errors: [{ path: "status" }],
      },
    });
  });
});

describe("who may do what", () => {
  let importId: number;
  let clientId: number;
  let rolloutId: number;
  let releaseId: number;

  beforeAll(async () => {
    const id = cast.appliances[0];
    const answer = await upload({ applianceId: String(id) }, newFile());
    importId = answer.body.id;
    await runDueJobs();
    const release = await ask<{ id: number; rolloutId: number }>(
      releasesRoute.POST,
      `/api/v1/appliances/${id}/releases`,
      {
        method: "POST",
        id,
        body: { kind: "site", name: "Bomgar-24.1.1", version: "24.1.1", installedAt: "2026-03-02T02:00:00Z" },
      },
    );
    releaseId = release.body.id;
    rolloutId = release.body.rolloutId;
    await runDueJobs();
    const clients = await ask<{ items: { id: number }[] }>(
      clientsRoute.GET,
      `/api/v1/clients?applianceId=${id}`,
    );
    clientId = clients.body.items[0]?.id ?? 0;
    expect(clientId).toBeGreaterThan(0);
  });

  const reading = (headers: Headers) => [
    () => ask(importRoute.GET, `/api/v1/imports/${importId}`, { id: importId, headers }),
    () => ask(rejectsRoute.GET, `/api/v1/imports/${importId}/rejects.csv`, { id: importId, headers }),
    () => ask(rolloutRoute.GET, `/api/v1/rollouts/${rolloutId}`, { id: rolloutId, headers }),
    () => ask(clientRoute.GET, `/api/v1/clients/${clientId}`, { id: clientId, headers }),
    () => ask(releaseRoute.GET, `/api/v1/releases/${releaseId}`, { id: releaseId, headers }),
    () =>
      ask(releasesRoute.GET, `/api/v1/appliances/${cast.appliances[0]}/releases`, {
        id: cast.appliances[0],
        headers,
      }),
  ];
  const leading = (headers: Headers) => [
    () => upload({ applianceId: String(cast.appliances[0]) }, newFile(), { headers }),
    () => ask(importRoute.DELETE, `/api/v1/imports/${importId}`, { method: "DELETE", id: importId, headers }),
    () =>
      ask(mappingRoute.POST, `/api/v1/imports/${importId}/mapping`, {
        method: "POST",
        id: importId,
        headers,
        body: { dateOrder: "dmy" },
      }),
    () =>
      ask(confirmationRoute.POST, `/api/v1/imports/${importId}/confirmation`, {
        method: "POST",
        id: importId,
        headers,
        body: { confirmed: true },
      }),
    () =>
      ask(rolloutRoute.PATCH, `/api/v1/rollouts/${rolloutId}`, {
        method: "PATCH",
        id: rolloutId,
        headers,
        body: { held: true },
      }),
    () =>
      ask(releaseRoute.PATCH, `/api/v1/releases/${releaseId}`, {
        method: "PATCH",
        id: releaseId,
        headers,
        body: { name: "x" },
      }),
    () =>
      ask(releaseRoute.DELETE, `/api/v1/releases/${releaseId}`, { method: "DELETE", id: releaseId, headers }),
    () =>
      ask(releasesRoute.POST, `/api/v1/appliances/${cast.appliances[0]}/releases`, {
        method: "POST",
        id: cast.appliances[0],
        headers,
        body: { kind: "site", name: "Bomgar-25", version: "25", installedAt: "2026-03-03T02:00:00Z" },
      }),
    () =>
      ask(exclusionsRoute.POST, `/api/v1/clients/${clientId}/exclusions`, {
        method: "POST",
        id: clientId,
        headers,
        body: { reason: "x" },
      }),
    () =>
      ask(exclusionsRoute.DELETE, `/api/v1/clients/${clientId}/exclusions`, {
        method: "DELETE",
        id: clientId,
        headers,
      }),
    () =>
      ask(clientRoute.PATCH, `/api/v1/clients/${clientId}`, {
        method: "PATCH",
        id: clientId,
        headers,
        body: { site: "x" },
      }),
    () =>
      ask(clientsRoute.POST, "/api/v1/clients", {
        method: "POST",
        headers,
        body: { applianceId: cast.appliances[0], kind: "button", name: "x" },
      }),
  ];
  const attesting = (headers: Headers) => [
    () =>
      ask(attestationsRoute.POST, `/api/v1/clients/${clientId}/attestations`, {
        method: "POST",
        id: clientId,
        headers,
        body: { rolloutId, note: "done" },
      }),
    () =>
      ask(attestationsRoute.DELETE, `/api/v1/clients/${clientId}/attestations`, {
        method: "DELETE",
        id: clientId,
        headers,
      }),
  ];
  let before: unknown;
  const world = async () => {
    const { rows } = await pool().query(
      `SELECT (SELECT json_agg(i.* ORDER BY id) FROM import i) AS imports, (SELECT json_agg(r.* ORDER BY id) FROM release r) AS releases,
              (SELECT json_agg(r.* ORDER BY id) FROM rollout r) AS rollouts, (SELECT json_agg(c.* ORDER BY id) FROM client c) AS clients,
              (SELECT count(*) FROM exclusion) AS exclusions, (SELECT count(*) FROM attestation) AS attestations`,
    );
    return rows[0];
  };
  beforeEach(async () => {
    before = await world();
  });

  it.each(["nobody", "otherLead", "agent"] as const)("%s may read and change nothing", async (who) => {
    const { headers } = cast[who];
    for (const request of [...reading(headers), ...leading(headers), ...attesting(headers)]) {
      expect([403, 404]).toContain((await request()).status);
    }
    expect(await world()).toEqual(before);
    expect(await strayChunks()).toBe(0);
  });

  it("lists tell nobody and the other lead of nothing that is not theirs", async () => {
    const lists = (headers: Headers) => [
      ask<{ total: number }>(importsRoute.GET, "/api/v1/imports", { headers }),
      ask<{ total: number }>(clientsRoute.GET, "/api/v1/clients", { headers }),
      ask<{ total: number }>(clientsRoute.GET, `/api/v1/clients?applianceId=${cast.appliances[0]}`, {
        headers,
      }),
    ];
    for (const { status, body } of await Promise.all(lists(cast.otherLead.headers))) {
      expect(status === 403 || status === 404 || body.total === 0).toBe(true);
    }
    for (const who of ["nobody", "agent"] as const) {
      for (const { status } of await Promise.all(lists(cast[who].headers))) expect(status).toBe(403);
    }
    const csv = await ask<string>(clientsCsvRoute.GET, "/api/v1/clients.csv", {
      headers: cast.otherLead.headers,
    });
    expect(String(csv.body)).not.toContain("pc-of-the-door");
  });

  it.each(["viewer", "technician"] as const)(
    "%s may read, and neither import nor record nor exclude",
    async (who) => {
      const { headers } = cast[who];
      for (const request of reading(headers)) expect((await request()).status).toBe(200);
      for (const request of leading(headers))
        expect(await request()).toMatchObject({ status: 403, body: { code: "forbidden" } });
      expect(await world()).toEqual(before);
    },
  );

  it("a technician may attest, a viewer may not", async () => {
    const statuses = async (headers: Headers) => {
      const all = [];
      for (const request of attesting(headers)) all.push((await request()).status);
      return all;
    };
    expect(await statuses(cast.viewer.headers)).toEqual([403, 403]);
    expect(await statuses(cast.technician.headers)).toEqual([201, 204]);
    expect(await statuses(cast.lead.headers)).toEqual([201, 204]);
  });

  it("a lead may import on the own appliance only, with a key as well", async () => {
    const [own, other] = cast.appliances.map(String);
    for (const { headers } of [cast.lead, cast.leadKey]) {
      expect((await upload({ applianceId: own ?? "" }, newFile(), { headers })).status).toBe(202);
      expect((await upload({ applianceId: other ?? "" }, newFile(), { headers })).status).toBe(403);
    }
    expect((await upload({ applianceId: own ?? "" }, newFile(), { headers: {} })).status).toBe(401);
    await runDueJobs();
  });
});
