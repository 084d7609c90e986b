/** Feeds that send by themselves, and exports that are found in a folder or at an address. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as postOutbound } from "@/app/api/outbound-events/[secret]/route";
import { PATCH as changeFeed, GET as getFeed } from "@/app/api/v1/feeds/[id]/route";
import { POST as sendSyslog } from "@/app/api/v1/feeds/[id]/syslog/route";
import { POST as testFeed } from "@/app/api/v1/feeds/[id]/test/route";
import { POST as sendDocument } from "@/app/api/v1/feeds/[id]/xml/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { GET as listImports } from "@/app/api/v1/imports/route";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import { callRoute } from "../../support/call-route";
import { addKey } from "../../support/cast";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  readClient,
  runDueJobs,
  type Site,
  setClock,
  withSettings,
} from "../../support/roll-call";

let site: Site;
let folder: string;
let served = { status: 200, body: "", etag: "", asked: [] as (string | undefined)[] };
let server: Server;
let address = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-folder-"));
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  process.env.ROLLCALL_FEED_FOLDER = folder;
  server = createServer((request, response) => {
    served.asked.push(request.headers.authorization);
    const isSame = served.etag !== "" && request.headers["if-none-match"] === served.etag;
    response.writeHead(isSame ? 304 : served.status, {
      etag: served.etag,
      location: "http://169.254.169.254/",
    });
    response.end(isSame ? undefined : served.body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await openRollCall();
  setClock("2026-11-20T12:00:00Z");
  site = await openSite({ hostname: "tenant.example.com" });
  await site.release("26.1.1", "2026-11-19T06:00:00Z");
});
afterAll(async () => {
  await closeRollCall();
  server.close();
  rmSync(folder, { recursive: true });
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
  delete process.env.ROLLCALL_FEED_FOLDER;
});

async function create(more: Record<string, unknown>): Promise<{ id: number; url: string | null }> {
  const body = { applianceId: site.id, ...more };
  const answer = await ask<{ id: number; url: string | null }>(createFeed, "/api/v1/feeds", {
    method: "POST",
    body,
  });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

async function poll(id: number): Promise<{
  status: string;
  problem: { code: string } | null;
  counts: Record<string, number>;
  files: { refused: { name: string }[]; more: number; leftOut: unknown };
  nextRunAt: string;
}> {
  await ask(changeFeed, `/api/v1/feeds/${id}`, { method: "PATCH", id, body: { enabled: true } });
  await runJob("feed.poll", { feedId: id });
  await runDueJobs();
  const { body } = await ask<never>(getFeed, `/api/v1/feeds/${id}`, { id });
  return body;
}

const importsOf = async (id: number) =>
  (
    await pool().query<{ fileName: string; status: string }>(
      'SELECT file_name AS "fileName", status FROM import WHERE feed_id = $1 ORDER BY id',
      [id],
    )
  ).rows;

const list = (...names: string[]) =>
  `Name,Hostname,Last Connect\n${names.map((name) => `${name},${name},2026-11-19T0${names.length}:00:00Z`).join("\n")}\n`;

describe("a watched folder", () => {
  it("imports what stands still, once, and again what changed; it follows no link and leaves the folder as it is", async () => {
    mkdirSync(join(folder, "lisbon"));
    const { id } = await create({ type: "folder", settings: { path: "lisbon" } });
    const put = (name: string, text: string, at: number) => {
      writeFileSync(join(folder, "lisbon", name), text);
      utimesSync(join(folder, "lisbon", name), at, at);
    };
    put("monday.csv", list("f1", "f2"), 1_000);
    put(".hidden.csv", list("h1"), 1_000);
    put("half.csv.part", list("p1"), 1_000);
    writeFileSync(join(folder, "elsewhere.csv"), list("e1"));
    symlinkSync(join(folder, "elsewhere.csv"), join(folder, "lisbon", "link.csv"));
    const nextIn = ({ nextRunAt }: { nextRunAt: string }) =>
      (Date.parse(nextRunAt) - Date.parse("2026-11-20T12:00:00Z")) / 60_000;
    // It stands still only if it is the same ten seconds later.
    expect(nextIn(await poll(id))).toBeLessThan(4);
    expect(await importsOf(id)).toEqual([]);
    const second = await poll(id);
    expect(second).toMatchObject({ status: "ok", counts: { files: 1 } });
    expect(nextIn(second)).toBeGreaterThan(4);
    expect(await importsOf(id)).toEqual([{ fileName: "monday.csv", status: "done" }]);
    await poll(id);
    put("monday.csv", list("f1", "f2", "f3"), 2_000);
    await poll(id);
    await poll(id);
    expect((await importsOf(id)).map(({ fileName }) => fileName)).toEqual(["monday.csv", "monday.csv"]);
  });

  it("says what to do there where a file cannot be used, or was read otherwise before", async () => {
    mkdirSync(join(folder, "porto"));
    const { id } = await create({ type: "folder", settings: { path: "porto", timeZone: "Europe/Lisbon" } });
    const put = (name: string, bytes: string | Buffer) => writeFileSync(join(folder, "porto", name), bytes);
    put("archive.csv", Buffer.from("504b0304140000000800", "hex"));
    await poll(id);
    await poll(id);
    const { body } = await ask<{ items: { fileName: string; problem: { detail: string } }[] }>(
      listImports,
      `/api/v1/imports?applianceId=${site.id}`,
    );
    expect(body.items.find(({ fileName }) => fileName === "archive.csv")?.problem.detail).toBe(
      "This is a zip archive. Unpack it and put the export inside into the folder.",
    );
    const before = await site.send(list("o1", "o2", "o3"));
    put("again.csv", list("o1", "o2", "o3"));
    await poll(id);
    const why = new RegExp(`^These bytes are import ${before.id} already, .* touch the file\\.$`);
    const refusal = { code: "import_differs", name: "again.csv", why: expect.stringMatching(why) };
    const files = { refused: [refusal], more: 0, leftOut: null };
    expect(await poll(id)).toMatchObject({ status: "ok", problem: null, counts: { refused: 1 }, files });
    // It is told until something is done about it, and counted once.
    expect(await poll(id)).toMatchObject({ counts: { refused: 1 }, files });
  });

  it("keeps what was refused until the file changes or goes, and forgets it where another folder is watched", async () => {
    mkdirSync(join(folder, "faro"));
    mkdirSync(join(folder, "beja"));
    const { id } = await create({ type: "folder", settings: { path: "faro" } });
    const put = (name: string, bytes: string) => writeFileSync(join(folder, "faro", name), bytes);
    const large = `${list("q1")}${" ".repeat(1_048_576)}`;
    await withSettings({ ROLLCALL_MAX_UPLOAD_MIB: "1" }, async () => {
      put("a.csv", large);
      put("b.csv", large);
      put("c.csv", list("q2", "q3"));
      await poll(id);
      const refused = await poll(id);
      expect(refused).toMatchObject({ status: "ok", counts: { files: 1, refused: 2 } });
      expect(refused.files.refused).toEqual(
        ["a.csv", "b.csv"].map((name) => ({
          name,
          code: "file_too_large",
          why: "The file is larger than 1 MiB. Split it, or raise ROLLCALL_MAX_UPLOAD_MIB.",
          since: expect.stringMatching(/^2026-11-20T12:00:0/),
        })),
      );
      rmSync(join(folder, "faro", "a.csv"));
      put("b.csv", list("q4"));
      await poll(id);
      expect((await poll(id)).files).toEqual({ refused: [], more: 0, leftOut: null });
      put("d.csv", large);
      await poll(id);
      expect((await poll(id)).files.refused).toMatchObject([{ name: "d.csv" }]);
      // Where larger files are read, it is looked at again as it stands.
      await withSettings({ ROLLCALL_MAX_UPLOAD_MIB: "2" }, async () => {
        expect(await poll(id)).toMatchObject({ files: { refused: [] }, counts: { files: 3 } });
      });
      put("e.csv", large);
      await poll(id);
      expect((await poll(id)).files.refused).toMatchObject([{ name: "e.csv" }]);
      await ask(changeFeed, `/api/v1/feeds/${id}`, {
        method: "PATCH",
        id,
        body: { settings: { path: "beja" } },
      });
      expect((await poll(id)).files.refused).toEqual([]);
    });
  });

  it("that holds more files than are looked at reads the newest, and says what it never read", async () => {
    mkdirSync(join(folder, "evora"));
    const { id } = await create({ type: "folder", settings: { path: "evora" } });
    const put = (name: string, text: string, at: number) => {
      writeFileSync(join(folder, "evora", name), text);
      utimesSync(join(folder, "evora", name), at, at);
    };
    put("a-oldest.csv", list("w1"), 1_000);
    put("b-older.csv", list("w1", "w2"), 2_000);
    put("z-newest.csv", list("w1", "w2", "w3"), 3_000);
    await withSettings({ ROLLCALL_FEED_FOLDER_FILES: "2" }, async () => {
      await poll(id);
      expect(await poll(id)).toMatchObject({
        status: "ok",
        files: {
          leftOut: {
            count: 1,
            of: 3,
            limit: 2,
            sentence:
              "The folder holds 3 files, and Rollcall looks at the newest 2: 1 older one was never read. Move old files away, or raise ROLLCALL_FEED_FOLDER_FILES.",
          },
        },
      });
      const names = async () => (await importsOf(id)).map(({ fileName }) => fileName);
      expect(await names()).toEqual(["b-older.csv", "z-newest.csv"]);
      // What was read before is not left out, and not read again once there is room for it.
      put("zz.csv", list("w4"), 4_000);
      await poll(id);
      expect(await poll(id)).toMatchObject({ files: { leftOut: { count: 1, of: 4 } } });
      rmSync(join(folder, "evora", "a-oldest.csv"));
      expect(await poll(id)).toMatchObject({ files: { leftOut: null } });
      rmSync(join(folder, "evora", "zz.csv"));
      await poll(id);
      expect(await poll(id)).toMatchObject({ counts: { files: 3 } });
      expect(await names()).toEqual(["b-older.csv", "z-newest.csv", "zz.csv"]);
    });
  });

  it.each(["..", "../..", "/etc", "lisbon/../..", "nowhere"])(
    "%s is refused with a sentence",
    async (path) => {
      const body = { applianceId: site.id, type: "folder", settings: { path } };
      expect(await ask(createFeed, "/api/v1/feeds", { method: "POST", body })).toMatchObject({
        status: 422,
        body: { code: "folder_refused", detail: expect.stringMatching(/ROLLCALL_FEED_FOLDER/) },
      });
    },
  );

  it("without the setting nothing may be watched", async () => {
    await withSettings({ ROLLCALL_FEED_FOLDER: "" }, async () => {
      const body = { applianceId: site.id, type: "folder" };
      expect(await ask(createFeed, "/api/v1/feeds", { method: "POST", body })).toMatchObject({ status: 422 });
    });
  });
});

describe("a fetched address", () => {
  it("is asked with its password, fetched once while it is the same, and follows no redirect", async () => {
    served = { status: 200, body: list("u1", "u2", "u3", "u4"), etag: '"1"', asked: [] };
    const { id } = await create({
      type: "url",
      baseUrl: `${address}/exports/list.csv?token=t`,
      username: "ada",
      password: "s3cret",
    });
    expect(await ask(testFeed, `/api/v1/feeds/${id}/test`, { method: "POST", id })).toMatchObject({
      body: { ok: true },
    });
    expect(await poll(id)).toMatchObject({ status: "ok", counts: { files: 1 } });
    expect(served.asked.at(-1)).toBe(`Basic ${Buffer.from("ada:s3cret").toString("base64")}`);
    expect(await importsOf(id)).toEqual([{ fileName: "list.csv", status: "done" }]);
    expect(await poll(id)).toMatchObject({ counts: { files: 1, unchanged: 1 } });
    for (const [status, code] of [
      [302, "redirect"],
      [401, "wrong_credentials"],
      [500, "unexpected_status"],
    ] as const) {
      served = { ...served, status, etag: "" };
      expect(await poll(id)).toMatchObject({ status: "failing", problem: { code } });
    }
    expect(await importsOf(id)).toHaveLength(1);
  });

  it("that serves what cannot be used is told so once, without a word of uploading, until it serves another file", async () => {
    served = { status: 200, body: "<!doctype html><title>Sign in</title>", etag: "", asked: [] };
    const { id } = await create({ type: "url", baseUrl: `${address}/exports/page.csv` });
    for (let round = 0; round < 3; round++) await poll(id);
    expect(await importsOf(id)).toEqual([{ fileName: "page.csv", status: "failed" }]);
    const { body } = await ask<{ items: { feedId: number; problem: { detail: string } }[] }>(
      listImports,
      `/api/v1/imports?applianceId=${site.id}`,
    );
    const { detail } = body.items.find(({ feedId }) => feedId === id)?.problem ?? { detail: "" };
    expect(detail).toContain("The address must serve the list as CSV instead.");
    expect(detail).not.toMatch(/upload/i);
    served = { ...served, body: list("v1", "v2") };
    await poll(id);
    expect((await importsOf(id)).map(({ status }) => status)).toEqual(["failed", "done"]);
  });

  it.each([
    "http://example.com/list.csv",
    "ftp://127.0.0.1/x",
    "http://169.254.169.254/latest",
    "https://ada:x@example.com/",
  ])("%s is refused", async (baseUrl) => {
    const body = { applianceId: site.id, type: "url", baseUrl };
    expect(await ask(createFeed, "/api/v1/feeds", { method: "POST", body })).toMatchObject({
      status: 422,
      body: { code: "base_url_refused" },
    });
  });
});

describe("what is entered of an appliance", () => {
  const account = { type: "config_api", clientId: "c", clientSecret: "s" };
  it.each([
    [{ baseUrl: "https://support.example.com/login" }, "base_url_refused"],
    [{ baseUrl: "https://ada:x@support.example.com" }, "base_url_refused"],
    [{ baseUrl: "http://support.example.com" }, "base_url_refused"],
    [{ baseUrl: "", caPem: null }, "invalid_request"],
    [{ baseUrl: "https://support.example.com", caPem: "my certificate" }, "ca_unreadable"],
    [
      {
        baseUrl: "https://support.example.com",
        caPem: "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----",
      },
      "ca_unreadable",
    ],
  ])("%j is refused with a sentence", async (more, code) => {
    const body = { applianceId: site.id, ...account, ...more };
    expect(await ask(createFeed, "/api/v1/feeds", { method: "POST", body })).toMatchObject({
      status: 422,
      body: { code },
    });
  });

  it("the scheme may be left out", async () => {
    const { id } = await create({ ...account, baseUrl: "support.example.com", enabled: false });
    expect(await ask(getFeed, `/api/v1/feeds/${id}`, { id })).toMatchObject({
      body: { baseUrl: "https://support.example.com" },
    });
  });
});

describe("syslog over HTTP", () => {
  it("the vendor's lines: a console checks in, what proves nothing proves nothing", async () => {
    const { id } = await create({ type: "syslog" });
    const lines = readFileSync("test/fixtures/feeds/syslog-five-shapes.log", "utf8");
    setClock("2026-11-20T12:20:00Z");
    const send = async (body: string) => {
      const response = await callRoute(sendSyslog, {
        method: "POST",
        path: `/api/v1/feeds/${id}/syslog`,
        params: { id: String(id) },
        headers: (await addKey("relay", "agent", site.id)).headers,
        body,
      });
      return { status: response.status, body: await response.json() };
    };
    const first = await send(lines);
    expect(first).toMatchObject({ status: 200, body: { repeated: 0, rejected: [] } });
    expect(await send(lines)).toMatchObject({ body: { accepted: 0 } });
    await runDueJobs();
    const consoles = [...(await site.clients("kind=console")).values()];
    expect(consoles).toMatchObject([
      {
        name: "Sam Carter",
        vendorId: "sam.carter@example.com",
        state: "checked_in",
        lastSeenAt: new Date(1_795_176_580_000).toISOString(),
        reason: { sentence: expect.stringContaining("from feed “Syslog”.") },
      },
    ]);
    const jumpoints = await site.clients("kind=jumpoint");
    expect(jumpoints.size).toBe(0);
    expect(await send("some other program: hello")).toMatchObject({ body: { accepted: 0, ignored: 1 } });
  });
});

describe("outbound events", () => {
  const post = (url: string, body: string) => {
    const secret = url.split("/").at(-1) ?? "";
    return callRoute(postOutbound as never, {
      method: "POST",
      path: new URL(url).pathname,
      params: { secret },
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body,
    });
  };

  it("is answered with 200 at once, kept once, and proves only of who is known", async () => {
    const { id, url } = await create({ type: "outbound_events" });
    if (url === null) throw new Error("no address was told");
    const event =
      "event=support_conference_member_added&timestamp=1795176900&type=representative&username=sam.carter%40example.com&display_name=Sam";
    expect((await post(url, event)).status).toBe(200);
    expect((await post(url, event)).status).toBe(200);
    expect(
      (await post(url, "event=support_conference_member_added&type=representative&username=nobody")).status,
    ).toBe(200);
    await runDueJobs();
    expect(await ask(getFeed, `/api/v1/feeds/${id}`, { id })).toMatchObject({
      body: { status: "ok", counts: { observed: 2, unknown: 1 } },
    });
    // That somebody took part in a session does not say on which console, and is told as what it is.
    const [sam] = (await site.clients("kind=console")).values();
    expect((await readClient(sam?.id ?? 0)).facts.lastConnected).toMatchObject({
      value: new Date(1_795_176_900_000).toISOString(),
      source: { type: "feed", feedId: id, isInferred: true },
    });
    expect((await post(`${url}x`, event)).status).toBe(404);
    await ask(changeFeed, `/api/v1/feeds/${id}`, { method: "PATCH", id, body: { enabled: false } });
    expect((await post(url, `${event}&more=1`)).status).toBe(200);
    expect((await pool().query("SELECT 1 FROM feed_message WHERE feed_id = $1", [id])).rows).toEqual([]);
  });
});

it("an outbound event of which something is cut is told, and another one by what is cut", async () => {
  const { id, url } = await create({ type: "outbound_events" });
  const post = (body: string) =>
    callRoute(postOutbound as never, {
      method: "POST",
      path: new URL(url ?? "").pathname,
      params: { secret: url?.split("/").at(-1) ?? "" },
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body,
    });
  const long = `event=other&note=${"n".repeat(10_000)}`;
  const many = new URLSearchParams(Array.from({ length: 203 }, (_, index) => [`f${index}`, "1"])).toString();
  for (const body of [`${long}one`, `${long}two`, `${long}two`, many, "event=other&event=another"])
    expect((await post(body)).status).toBe(200);
  await runDueJobs();
  expect(await ask(getFeed, `/api/v1/feeds/${id}`, { id })).toMatchObject({
    body: { status: "ok", counts: { cut: 1 + 1 + 3 + 1 } },
  });
});

describe("a document by hand", () => {
  it("is taken where it is one, and refused with a sentence where it is not", async () => {
    const { id } = await create({
      type: "command_api",
      baseUrl: address,
      username: "u",
      password: "p",
      enabled: true,
    });
    const send = async (body: string) => {
      const path = `/api/v1/feeds/${id}/xml`;
      const headers = (await addKey("hand", "admin", null)).headers;
      const response = await callRoute(sendDocument, {
        method: "POST",
        path,
        params: { id: String(id) },
        headers,
        body,
      });
      return { status: response.status, body: await response.json() };
    };
    const document = readFileSync("test/fixtures/feeds/connected-client-list.xml", "utf8");
    expect(await send(document)).toMatchObject({
      status: 200,
      body: { document: "get_connected_client_list", accepted: 0, connectedJumpClients: 587 },
    });
    for (const wrong of [
      "",
      "<a",
      "<html><body>Sign in</body></html>",
      '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    ])
      expect(await send(wrong)).toMatchObject({ status: 422, body: { code: "document_refused" } });
  });
});
