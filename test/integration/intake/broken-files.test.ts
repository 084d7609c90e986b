// What is no table, what is beyond a limit, and rows that cannot be used: each told in one sentence, nothing else harmed.
import { deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/platform/db";
import {
  closeRollCall,
  openRollCall,
  openSite,
  readRejects,
  type Site,
  setClock,
  upload,
  withSettings,
} from "@/test/support/roll-call";

let site: Site;

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-20T12:00:00Z");
  site = await openSite();
  await site.import([{ name: "kept", seen: "Offline since 2026-03-01 10:00:00" }], "2026-03-02T10:00:00Z");
});
afterAll(closeRollCall);

const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

/** A zip container with one stored name. */
function zip(name: string): Buffer {
  const data = deflateRawSync(Buffer.from("x"));
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(data.length, 18);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), data]);
}

describe("what is no table", () => {
  it.each<[string, string, Uint8Array | string, RegExp]>([
    ["an empty file", "empty", "", /empty/],
    ["blank lines", "blank", "\r\n \r\n\r\n", /blank/],
    ["a workbook", "spreadsheet", zip("xl/workbook.xml"), /workbook \(XLSX\).*save it as CSV/],
    ["a zip", "zip", zip("export.csv"), /zip archive/],
    ["gzip", "gzip", gzipSync("Name,Hostname\r\n"), /gzip/],
    ["an image", "image", png, /image \(PNG\)/],
    ["a web page", "html", "<!DOCTYPE html><html><body>Sign in</body></html>", /web page/],
    ["JSON", "json", '{"clients": []}', /JSON/],
    ["bytes", "binary", Uint8Array.from({ length: 600 }, (_, at) => (at * 7) % 32), /binary/],
    ["prose", "single_column", "Dear all\r\nthe list is attached\r\nbye\r\n", /not a table/],
    ["headings alone", "no_usable_rows", "Name,Hostname,Status Details\r\n", /no rows below them/],
  ])("%s fails as %s", async (_what, code, file, sentence) => {
    const answer = await site.send(file);
    expect(answer).toMatchObject({ status: "failed", problem: { code } });
    expect(answer.problem?.detail).toMatch(sentence);
    expect(await site.states()).toEqual({ kept: "none" });
    const { rows } = await pool().query("SELECT 1 FROM import_row WHERE import_id = $1", [answer.id]);
    expect(rows).toEqual([]);
  });

  it("and one endless line", async () => {
    await withSettings({ ROLLCALL_MAX_LINE_CHARS: "1000" }, async () => {
      const answer = await site.send(`Name,Hostname,Status Details${"x".repeat(70_000)}`);
      expect(answer).toMatchObject({ status: "failed", problem: { code: "line_too_long" } });
    });
  });
});

describe("limits", () => {
  const rows = Array.from({ length: 5 }, (_, pc) => ({
    name: `pc${pc}`,
    seen: "Offline since 2026-03-01 10:00:00",
  }));

  it.each([
    ["ROLLCALL_MAX_ROWS", "4", "too_many_rows"],
    ["ROLLCALL_MAX_COLUMNS", "2", "too_many_columns"],
    ["ROLLCALL_MAX_LINE_CHARS", "200", "line_too_long"],
    ["ROLLCALL_MAX_FIELD_CHARS", "150", "field_too_long"],
  ])("%s = %s fails as %s, and names the setting", async (setting, value, code) => {
    const long = { name: "long", seen: `Offline since 2026-03-01 10:00:00${" and so on".repeat(20)}` };
    await withSettings({ [setting]: value }, async () => {
      const answer = await site.send(
        `${site.list([...rows, long])}${setting.replaceAll("_", " ").replace(/\w/g, " ")}\r\n`,
      );
      expect(answer).toMatchObject({ status: "failed", problem: { code } });
      expect(answer.problem?.detail).toContain(setting);
      expect(await site.states()).toEqual({ kept: "none" });
    });
  });

  it("an unclosed quotation mark does not swallow the rest unseen", async () => {
    await withSettings({ ROLLCALL_MAX_FIELD_CHARS: "500" }, async () => {
      const list = site.list(
        Array.from({ length: 60 }, (_, pc) => ({
          name: `pc${pc}`,
          seen: "Offline since 2026-03-01 10:00:00",
        })),
      );
      const answer = await site.send(list.replace("pc3,", '"pc3,'));
      expect(answer).toMatchObject({ status: "failed", problem: { code: "field_too_long" } });
      expect(answer.problem?.detail).toContain("line 5");
    });
  });

  it("a file beyond the upload limit is refused at the door with 413", async () => {
    await withSettings({ ROLLCALL_MAX_UPLOAD_MIB: "1" }, async () => {
      const answer = await upload({ applianceId: String(site.id) }, Buffer.alloc(1024 * 1024 + 1, "a"));
      expect(answer).toMatchObject({ status: 413, body: { code: "file_too_large" } });
      expect(answer.body.detail).toContain("ROLLCALL_MAX_UPLOAD_MIB");
      const { rows } = await pool().query(
        "SELECT 1 FROM import_chunk c WHERE NOT EXISTS (SELECT 1 FROM import i WHERE i.upload_id = c.upload_id)",
      );
      expect(rows).toEqual([]);
    });
  });
});

describe("rejects", () => {
  it("name line, column and what is wrong, spoil no other row, and come as a file with formulas disarmed", async () => {
    const own = await openSite({ confirmRejectPercent: 100 });
    const file = [
      "Name,Hostname,Kind,Status Details",
      `good,${own.host("good")},,Offline since 2026-03-01 10:00:00`,
      `"two\r\nlines",${own.host("two")},,Offline since 2026-03-01 10:00:00`,
      `=cmd()|A1,${own.host("formula")},,Offline since yesterday at 27:99`,
      ",,,Offline since 2026-03-01 10:00:00",
      `kind,${own.host("kind")},toaster,Offline since 2026-03-01 10:00:00`,
      `future,${own.host("future")},,Offline since 2027-03-01 10:00:00`,
      `many,${own.host("many")},,Offline since 2026-03-01 10:00:00,extra`,
      "few",
      `impossible,${own.host("impossible")},,Offline since 2026-02-30 10:00:00`,
      `flood,${own.host("flood")},,Offline since the flood`,
      `last,${own.host("last")},,Online since 2026-03-01 10:00:00`,
      "",
    ].join("\r\n");
    const answer = await own.send(file, { exportedAt: "2026-03-02T10:00:00Z" });
    expect(answer).toMatchObject({ status: "done", rows: { total: 11, accepted: 5, rejected: 6 } });
    // A cell too many and cells too few are no reason to refuse a row, and a refused row that says who it is was listed.
    const names = [...(await own.clients()).keys()].sort();
    expect(names).toEqual(
      ["=cmd()|A1", "few", "flood", "future", "good", "impossible", "last", "many", "two lines"].sort(),
    );

    const rejects = await readRejects(answer.id);
    const lines = rejects.replace("\uFEFF", "").trim().split("\r\n");
    expect(lines[0]).toBe("line,column,code,problem,row");
    expect(lines.slice(1).map((line) => line.split(",").slice(0, 3).join(" "))).toEqual([
      "5 Status Details unreadable_date",
      "6  no_identity",
      "7 Kind unknown_kind",
      "8 Status Details future_date",
      "11 Status Details impossible_date",
      "12 Status Details unreadable_status",
    ]);
    expect(rejects).toContain("“Offline since the flood” in column “Status Details” does not say");
    expect(rejects).toContain("is not a kind of client");
    expect(rejects).toContain("'=cmd()|A1");
    expect(rejects).not.toMatch(/(^|,|")=cmd/);
  });

  it("that are all there is fail the file", async () => {
    const answer = await site.send(site.list([{ name: "a", seen: "Offline since 2026-02-30 10:00:00" }]));
    expect(answer).toMatchObject({
      status: "failed",
      problem: { code: "no_usable_rows" },
      rows: { rejected: 1 },
    });
    expect(await readRejects(answer.id)).toContain("impossible_date");
  });
});
