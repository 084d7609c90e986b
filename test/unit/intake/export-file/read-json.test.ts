import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OpeningRules, openTable } from "@/lib/intake/export-file/open-table";

const limits = { maxRows: 2_000_000, maxColumns: 200, maxLineChars: 100_000, maxFieldChars: 10_000 };

function read(pieces: string | readonly string[], rules: Partial<OpeningRules> = {}) {
  const told: string[] = [];
  const raws: string[] = [];
  const opening = openTable(
    { limits, ...rules },
    ({ line, labelKind, columns }) =>
      told.push(`${line} open ${labelKind ?? "-"}: ${columns.map((field) => field ?? "·").join(" ")}`),
    (cells, line, raw) => {
      told.push(`${line} row: ${cells.join("|")}`);
      raws.push(raw());
      return false;
    },
    ({ line, code, params }) => told.push(`${line} ${code} ${Object.values(params).join("/")}`),
  );
  let stop = null;
  for (const piece of [pieces].flat()) stop ??= opening.push(piece);
  stop ??= opening.finish();
  return { told, stop, raws, table: opening.table() };
}

const a = { id: 1, name: "TILL-1", last_connect_timestamp: "2026-11-20T12:10:00+00:00" };
const b = { id: 2, name: "TILL-2", last_connect_timestamp: null };
const open = "1 open -: vendorId name lastConnect";
const rowA = "row: 1|TILL-1|2026-11-20T12:10:00+00:00";
const rowB = "row: 2|TILL-2|";

describe("the forms that lists come in", () => {
  const [one, two] = [JSON.stringify(a), JSON.stringify(b)];
  test.each<[string, string, string[]]>([
    ["an array", `[${one},${two}]`, [open, `1 ${rowA}`, `1 ${rowB}`]],
    [
      "an array over several lines",
      `[\n${one},\n${two}\n]\n`,
      [open.replace("1", "2"), `2 ${rowA}`, `3 ${rowB}`],
    ],
    [
      "indented",
      JSON.stringify([a, b], null, 2),
      ["2 open -: vendorId name lastConnect", `2 ${rowA}`, `7 ${rowB}`],
    ],
    ["items", `{"items":[${one},${two}]}`, [open, `1 ${rowA}`, `1 ${rowB}`]],
    [
      "items among other keys",
      `{"total":2,"next":null,"items":[${one},${two}],"links":["x"]}`,
      [open, `1 ${rowA}`, `1 ${rowB}`],
    ],
    [
      "deeper",
      `{"ok":true,"data":{"count":2,"jumpClients":[${one},${two}]}}`,
      [open, `1 ${rowA}`, `1 ${rowB}`],
    ],
    [
      "value and Count, as PowerShell wraps it",
      `{"value":[${one},${two}],"Count":2}`,
      [open, `1 ${rowA}`, `1 ${rowB}`],
    ],
    ["one object a line", `${one}\r\n${two}\r\n`, [open, `1 ${rowA}`, `2 ${rowB}`]],
    ["one object alone", one, [open, `1 ${rowA}`]],
    ["pages glued together", `[${one}][${two}]`, [open, `1 ${rowA}`, `1 ${rowB}`]],
    [
      "pages on lines of their own",
      `{"items":[${one}]}\n{"items":[${two}]}\n{"items":[]}\n`,
      [open, `1 ${rowA}`, `2 ${rowB}`],
    ],
    ["pages in an array", `[{"items":[${one}]},{"items":[${two}]}]`, [open, `1 ${rowA}`, `1 ${rowB}`]],
    ["arrays in an array", `[[${one}],[${two}]]`, [open, `1 ${rowA}`, `1 ${rowB}`]],
  ])("%s", (_name, text, expected) => {
    for (const size of [text.length, 7, 1]) {
      const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      expect(read(pieces)).toMatchObject({ told: expected, stop: null });
    }
  });

  test("a list named after a kind is of that kind, one of another item type is left out", () => {
    const text = `{"jump_clients":[${one}],"web_jump":[{"id":7,"name":"w"},{"id":8,"name":"x"}],"jumpoints":[{"id":9,"name":"gw","connected":true}]}`;
    expect(read(text).told).toEqual([
      "1 open jump_client: vendorId name lastConnect",
      `1 ${rowA}`,
      "1 other_block Web Jump/2",
      "1 open jumpoint: vendorId name online",
      "1 row: 9|gw|true",
    ]);
  });
});

describe("values", () => {
  const rowOf = (json: string) => read(`[{"id":1,"name":"n","status":"Online","x":${json}}]`).told.at(-1);
  test.each([
    ["null", ""],
    ["true", "true"],
    ["7101.0", "7101"],
    ["-1", "-1"],
    ["1795177800.5", "1795177800.5"],
    ["NaN", ""],
    ["-Infinity", ""],
    ["12345678901234567890", "12345678901234567890"],
    ["1.12345678901234567890", "1.1234567890123457"],
    ['"NaN, \\"1\\" \\u00e9"', 'NaN, "1" é'],
    ["[]", ""],
    ["{}", ""],
    ['["a","b"]', '["a","b"]'],
    ['{"a":{"b":[1]}}', '{"a":{"b":[1]}}'],
    ['[{"name":"node"}]', '[{"name":"node"}]'],
  ])("%s", (json, cell) => {
    expect(rowOf(json)).toBe(`1 row: 1|n|Online|${cell}`);
  });

  test("keys may be missing, and may come in any order", () => {
    expect(read('[{"id":1,"name":"a"},{"status":"Online","name":"b"}]').told).toEqual([
      "1 open -: vendorId name status",
      "1 row: 1|a|",
      "1 row: |b|Online",
    ]);
  });

  test("a key that comes after the headings are settled is told once and left aside", () => {
    const many = Array.from({ length: 1_500 }, (_, id) =>
      JSON.stringify({ id, name: `n${id}`, status: "Online", pad: "x".repeat(40) }),
    );
    const { told } = read(`${many.join("\n")}\n{"id":7,"name":"n","late":1}\n{"id":8,"name":"n","late":2}\n`);
    expect(told.slice(-3)).toEqual(["1501 new_key late", "1501 row: 7|n||", "1502 row: 8|n||"]);
  });

  test("keys of Object are keys like others", () => {
    const { told, table } = read(
      '[{"__proto__":{"polluted":1},"constructor":"c","name":"n","status":"Online"}]',
    );
    expect(told.at(-1)).toBe('1 row: {"polluted":1}|c|n|Online');
    expect(table?.names).toEqual(["column 1", "constructor", "name", "status"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("the raw text is the object as it stands", () => {
    expect(read(`[ ${JSON.stringify(a, null, 1)} ]`).raws).toEqual([JSON.stringify(a, null, 1)]);
  });
});

describe("what is no list", () => {
  test.each<[string, string, object]>([
    [
      "an OAuth error",
      '{"error":"invalid_client","message":"Client authentication failed."}',
      { code: "api_error", params: { error: "invalid_client", message: "Client authentication failed." } },
    ],
    [
      "a message alone",
      '{"message":"Not Found"}',
      { code: "api_error", params: { error: "none", message: "Not Found" } },
    ],
    [
      "a problem document",
      '{"type":"about:blank","title":"Forbidden","status":403,"detail":"No permission."}',
      { code: "api_error", params: { error: "Forbidden", message: "No permission." } },
    ],
    [
      "an error alone",
      '{"error":"access_denied"}',
      { code: "api_error", params: { error: "none", message: "access_denied" } },
    ],
    [
      "a nested error",
      '{"error":{"code":"RequestDenied","message":"No."}}',
      { code: "api_error", params: { error: "RequestDenied", message: "No." } },
    ],
    [
      "a list of errors",
      '{"errors":[{"code":1,"message":"No."}]}',
      { code: "api_error", params: { error: "none", message: '[{"code":1,"message":"No."}]' } },
    ],
    [
      "an error among the pages",
      `[${JSON.stringify(a)}]\n{"error":"too_many_requests","message":"Slow down."}`,
      { code: "api_error", params: { error: "too_many_requests", message: "Slow down." } },
    ],
    ["an empty list", '{"items":[],"total":0}', { code: "json", params: {} }],
    ["an empty array", "[]", { code: "json", params: {} }],
    ["strings", '["a","b"]', { code: "json", params: {} }],
    ["rows without keys", '[["a","b"],["c","d"]]', { code: "json", params: {} }],
    ["settings", '{"version":"1.0","debug":false}', { code: "json", params: {} }],
    [
      "cut off in an object",
      `[\n${JSON.stringify(a)},\n{"id":2,"na`,
      { code: "broken_json", params: { line: 3, why: "cut" } },
    ],
    [
      "cut off between objects",
      `[\n${JSON.stringify(a)},\n`,
      { code: "broken_json", params: { line: 3, why: "cut" } },
    ],
    [
      "no value",
      `[\n${JSON.stringify(a)},\n{"id":2,"name":}\n]`,
      { code: "broken_json", params: { line: 3, why: "syntax" } },
    ],
    ["brackets that do not match", '[{"id":1]}', { code: "broken_json", params: { line: 1, why: "syntax" } }],
    [
      "a bracket too many",
      `[${JSON.stringify(a)}]\n]`,
      { code: "broken_json", params: { line: 2, why: "syntax" } },
    ],
    [
      "words below",
      `[${JSON.stringify(a)}]\nDone.`,
      { code: "broken_json", params: { line: 2, why: "syntax" } },
    ],
    [
      "Python's own form",
      "[{'id': 1, 'name': 'a'}]",
      { code: "broken_json", params: { line: 1, why: "syntax" } },
    ],
    [
      "a value beyond the limit",
      `[{"id":1,"name":"a","status":"${"x".repeat(10_001)}"}]`,
      { code: "field_too_long", params: { line: 1, limit: 10_000 } },
    ],
    [
      "an object beyond the limit",
      `[{"id":1,"name":"a",${'"x":"y",'.repeat(20_000)}"status":"z"}]`,
      { code: "line_too_long", params: { line: 1, limit: 100_000 } },
    ],
    [
      "an object that never ends",
      `[{"id":1,"name":"a",${'"x":"y",'.repeat(60_000)}`,
      { code: "line_too_long", params: { line: 1, limit: 100_000 } },
    ],
    [
      "a string that never ends",
      `[{"id":1,"name":"${"a".repeat(300_000)}`,
      { code: "line_too_long", params: { line: 1, limit: 100_000 } },
    ],
    [
      "deep nesting",
      `[{"id":1,"name":"a","x":${"[".repeat(50_000)}`,
      { code: "broken_json", params: { line: 1, why: "deep" } },
    ],
    [
      "deep nesting from the start",
      "[".repeat(50_000),
      { code: "broken_json", params: { line: 1, why: "deep" } },
    ],
    [
      "too many keys",
      `[{${Array.from({ length: 201 }, (_, index) => `"k${index}":1`).join(",")}}]`,
      { code: "too_many_columns", params: { columns: 201, limit: 200 } },
    ],
  ])("%s", (_name, text, problem) => {
    for (const size of [text.length, 4_096, 11]) {
      const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      expect(read(pieces).stop).toEqual({ problem });
    }
  });

  test("columns that are not understood are asked about, and other lists named, as in a table", () => {
    expect(read('[{"pc":"pc-1","when":"2026-11-20 12:00"},{"pc":"pc-2","when":""}]').stop).toMatchObject({
      question: {
        kind: "mapping",
        headings: ["pc", "when"],
        delimiter: null,
        rows: [
          ["pc-1", "2026-11-20 12:00"],
          ["pc-2", ""],
        ],
      },
    });
    expect(
      read(
        '{"@odata.context":"x","value":[{"id":"1","deviceName":"TILL-1","complianceState":"compliant","lastSyncDateTime":"2026-11-20T12:00:00Z"}]}',
      ).stop,
    ).toMatchObject({ question: { kind: "other_list", list: "intune_devices" } });
  });
});

test("any list comes back the same, whatever its form and wherever it is cut", { timeout: 180_000 }, () => {
  const text = fc.string({ unit: "grapheme", maxLength: 10 });
  const value = fc.oneof(text, fc.constant(null), fc.boolean(), fc.integer());
  const client = fc.record({ id: fc.integer({ min: 1 }), name: text, status: value, 'odd "key"': value });
  fc.assert(
    fc.property(
      fc.array(client, { minLength: 1, maxLength: 8 }),
      fc.constantFrom<(list: object[]) => string>(
        (list) => JSON.stringify(list),
        (list) => JSON.stringify({ total: list.length, items: list }, null, 1),
        (list) => list.map((one) => JSON.stringify(one)).join("\n"),
        (list) => list.map((one) => JSON.stringify([one])).join(""),
      ),
      fc.array(fc.nat(), { maxLength: 12 }),
      (list, write, cuts) => {
        const json = write(list);
        const places = [...new Set(cuts.map((place) => place % (json.length + 1)))].sort((x, y) => x - y);
        const pieces = [0, ...places].map((from, index) => json.slice(from, places[index] ?? json.length));
        const rows: string[][] = [];
        const opening = openTable(
          { limits },
          () => {},
          (cells) => {
            rows.push(cells);
            return false;
          },
        );
        for (const piece of pieces) expect(opening.push(piece)).toBeNull();
        expect(opening.finish()).toBeNull();
        expect(rows).toEqual(
          list.map((one) => Object.values(one).map((cell) => (cell === null ? "" : String(cell)))),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test("junk that begins as JSON never throws, and its end does not depend on the pieces", {
  timeout: 180_000,
}, () => {
  const junk = fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \n1anul'), maxLength: 60 });
  fc.assert(
    fc.property(junk, (tail) => {
      const text = `[{"name":"a"${tail}`;
      expect(read([...text])).toEqual(read(text));
    }),
    { numRuns: 2_000 },
  );
});

test("a hundred thousand clients of the Configuration API are read in seconds", { timeout: 180_000 }, () => {
  const keys =
    "jump_group_id name tag public_site_address comments jump_policy_id needs_update install_mode is_quiet connection_type last_connect_timestamp last_disconnect_timestamp fqdn unavailable_reason operating_system public_ip private_ip console_user expiration_timestamp is_lost jump_group_type customer_client_start_mode hostname max_offline_minutes last_access_timestamp jumpoint_proxy unattended_session_policy_id attended_session_policy_id".split(
      " ",
    );
  const clientOf = (id: number) =>
    JSON.stringify({
      id,
      ...Object.fromEntries(
        keys.map((key) => [key, key.includes("timestamp") ? "2026-11-20T12:10:00+00:00" : `${key}-${id}`]),
      ),
    });
  let rows = 0;
  const opening = openTable(
    { limits },
    () => {},
    () => {
      rows += 1;
      return false;
    },
  );
  let milliseconds = 0;
  let piece = '{"items":[';
  for (let id = 0; id < 100_000; id++) {
    piece += id === 0 ? clientOf(id) : `,\n${clientOf(id)}`;
    if (piece.length < 1_000_000 && id < 99_999) continue;
    const before = process.cpuUsage();
    expect(opening.push(piece)).toBeNull();
    milliseconds += process.cpuUsage(before).user / 1_000;
    piece = "";
  }
  expect(opening.push("]}") ?? opening.finish()).toBeNull();
  expect(rows).toBe(100_000);
  process.stdout.write(`read-json: 100,000 clients in ${Math.round(milliseconds)} ms of CPU\n`);
  expect(milliseconds).toBeLessThan(6_000);
});
