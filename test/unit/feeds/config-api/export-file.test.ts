// A finished walk as files, read by the reader that imports use: each field arrives, and nothing is made up.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportFiles } from "@/lib/feeds/config-api/export-file";
import { type JumpClient, readJumpClient } from "@/lib/feeds/config-api/jump-client";
import { readJumpoint, readNodes } from "@/lib/feeds/config-api/jumpoint";
import { beginWalk } from "@/lib/feeds/config-api/walk";
import type { Batch, ListEnd, Walk } from "@/lib/feeds/config-api/walk-state";
import { readExport } from "@/test/support/read-export";

const now = Date.UTC(2026, 10, 21, 8);
const truth = { zone: "Europe/Berlin", order: null, now };
const connectAt = Date.UTC(2026, 10, 20, 12, 10);
const end: ListEnd = { complete: true, reason: null, count: 1, total: 1, passes: 1 };
const walk: Walk = {
  ...beginWalk("https://support.example.com", now),
  ended: { "jump-client": end, jumpoint: end, "jump-group": end },
  groupNames: { 7: "Tills, west" },
};

const record = {
  id: 1412,
  jump_group_id: 7,
  jump_group_type: "shared",
  name: "TILL-1",
  hostname: "till-1",
  fqdn: "till-1.example.com",
  tag: "VIP",
  comments: 'behind the "counter"\nin the shop',
  connection_type: "active",
  last_connect_timestamp: "2026-11-20T12:10:00+00:00",
  last_disconnect_timestamp: "2026-11-20T12:05:00+00:00",
  is_lost: false,
  needs_update: false,
  unavailable_reason: "none",
  operating_system: "Windows 11 (x64)",
  private_ip: "10.0.0.9",
  console_user: "DOMAIN\\sam",
};

function client(changes: Record<string, unknown> = {}): JumpClient {
  const read = readJumpClient({ ...record, ...changes });
  if (read === null) throw new Error("nobody");
  return read;
}

function readClients(...rows: JumpClient[]) {
  const { jumpClients } = exportFiles(walk, [{ list: "jump-client", order: 1, pass: 1, rows }]);
  const read = readExport(Buffer.from(jumpClients, "utf8"), truth);
  expect(read).toMatchObject({ stop: null, asked: [] });
  return read;
}

describe("a Jump Client in the file", () => {
  it("arrives with every field", () => {
    const { rows, rejects, notices } = readClients(client());
    expect({ rejects, notices }).toEqual({ rejects: [], notices: [] });
    expect(rows).toEqual([
      {
        line: 2,
        kind: "jump_client",
        vendorId: "1412",
        name: "TILL-1",
        hostname: "till-1",
        fqdn: "till-1.example.com",
        group: "Tills, west",
        connectedAt: connectAt,
        connectedFromAt: connectAt,
        online: true,
        earliestAt: Date.UTC(2026, 10, 20, 12, 5),
        newestAt: connectAt,
        needsUpdate: false,
        needsUpdateUnread: false,
        connectionType: "active",
        availability: "available",
        attributes: {
          jump_group_id: "7",
          jump_group_type: "shared",
          operating_system: "Windows 11 (x64)",
          private_ip: "10.0.0.9",
          console_user: "DOMAIN\\sam",
          tag: "VIP",
          comments: 'behind the "counter"\nin the shop',
          connection_type: "active",
          needs_update: "False",
        },
        newestIsLocal: false,
        unreadable: null,
        rejected: false,
        knownOnly: false,
      },
    ]);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["has never disconnected", { last_disconnect_timestamp: null }, { online: true, connectedAt: connectAt }],
    [
      "disconnected since",
      { last_disconnect_timestamp: "2026-11-20T13:00:00+00:00" },
      { online: false, connectedAt: connectAt + 3_000_000 },
    ],
    [
      "connected and disconnected at once",
      { last_disconnect_timestamp: "2026-11-20T12:10:00+00:00" },
      { online: false },
    ],
    [
      "has never connected",
      { last_connect_timestamp: null, last_disconnect_timestamp: null },
      { online: null, connectedAt: null, unreadable: null },
    ],
    [
      "is passive",
      { connection_type: "passive" },
      { online: null, connectionType: "passive", connectedAt: connectAt },
    ],
    [
      "is uninstalled",
      { connection_type: "uninstalled" },
      { availability: "uninstalled", connectionType: null, online: null },
    ],
    ["is disabled", { unavailable_reason: "disabled" }, { availability: "disabled" }],
    ["needs the update", { needs_update: true }, { needsUpdate: true }],
    ["is lost", { is_lost: true }, { attributes: expect.objectContaining({ lost: "true" }) }],
    ["has a group without a name", { jump_group_id: 8 }, { group: "8" }],
    ["has no group", { jump_group_id: null }, { group: null }],
    ["is in somebody's personal group", { jump_group_type: "personal" }, { group: null }],
    [
      "has no name but an id",
      { name: null, hostname: null, fqdn: null },
      { vendorId: "1412", name: null, hostname: null, fqdn: null },
    ],
  ])("that %s arrives so", (_what, changes, expected) => {
    const { rows, rejects } = readClients(client(changes));
    expect(rejects).toEqual([]);
    expect(rows).toEqual([expect.objectContaining(expected)]);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["needs_update", { needs_update: "yes" }, { needsUpdate: null, needsUpdateUnread: true }],
    ["connection_type", { connection_type: 1 }, { connectionType: null, online: null }],
    ["unavailable_reason", { unavailable_reason: {} }, { availability: null, online: null }],
    ["is_lost", { is_lost: "no" }, { online: true }],
  ])("whose %s cannot be read proves nothing by it, and says so", (column, changes, expected) => {
    const { rows, rejects, notices } = readClients(client(changes));
    expect(rejects).toEqual([]);
    expect(rows).toEqual([expect.objectContaining(expected)]);
    expect(notices).toEqual([expect.objectContaining({ column, code: "unread_word" })]);
  });

  it.each(["last_connect_timestamp", "last_disconnect_timestamp"])(
    "whose %s cannot be read was listed and proves nothing",
    (column) => {
      const { rows, rejects } = readClients(
        client({ [column]: 1_795_176_600 }),
        client({ id: 1413, hostname: "till-2", fqdn: null, name: "TILL-2" }),
      );
      expect(rejects).toEqual([expect.objectContaining({ column, code: "unreadable_date" })]);
      expect(rows).toEqual([
        expect.objectContaining({
          vendorId: "1412",
          rejected: true,
          connectedAt: null,
          online: null,
          needsUpdate: null,
        }),
        expect.objectContaining({ vendorId: "1413", rejected: false, connectedAt: connectAt }),
      ]);
    },
  );

  it("arrives with whatever stands in its texts, without harm to its neighbours", () => {
    const odd = fc.oneof(
      fc.string({ maxLength: 40, unit: "grapheme" }),
      fc.string({ maxLength: 40, unit: "binary" }),
      fc.constantFrom(
        "=1+1",
        "'=1",
        "-",
        "Total",
        "2 rows",
        "Name",
        "id",
        "unknown",
        'a"b',
        "a,b;c\td",
        "\r\n",
        "#NAME?",
        "\u0000x",
        "Jump Client",
        "RDP",
        "Exported on Friday",
        "\ud800",
      ),
    );
    const texts = fc.record({
      name: odd,
      hostname: odd,
      fqdn: odd,
      tag: odd,
      comments: odd,
      operating_system: odd,
      private_ip: odd,
      console_user: odd,
    });
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 6 }), (rows) => {
        const clients = rows.map((changes, at) =>
          client({ ...changes, id: 10 + at, needs_update: at % 2 === 0 }),
        );
        const read = readClients(...clients);
        expect(read.rejects).toEqual([]);
        expect(
          read.rows.map(({ vendorId, needsUpdate, connectedAt, online, group }) => ({
            vendorId,
            needsUpdate,
            connectedAt,
            online,
            group,
          })),
        ).toEqual(
          clients.map(({ id, needsUpdate }) => ({
            vendorId: String(id),
            needsUpdate,
            connectedAt: connectAt,
            online: true,
            group: "Tills, west",
          })),
        );
      }),
      { numRuns: 400 },
    );
  });

  it.each(["=1+1", "+49 30", "-x", "@home", "'s-Hertogenbosch", "’t Zand", 'a "b" c', "Büro 7", "x;=1+1"])(
    "named %s keeps its name",
    (name) => {
      expect(readClients(client({ name })).rows[0]?.name).toBe(name);
    },
  );
});

describe("a Jumpoint in its file", () => {
  const at = (hour: number) => `2026-11-20T${hour}:00:00+00:00`;
  const jumpoint = {
    id: 3,
    name: "HQ",
    platform: "linux-x86",
    comments: "",
    connected: true,
    clustered: false,
  };
  const node = {
    id: 31,
    hostname: "jp-a",
    private_ip: "10.0.0.1",
    last_connect_timestamp: at(12),
    last_disconnect_timestamp: at(11),
  };

  function readOne(changes: Record<string, unknown>, nodes: unknown) {
    const row = readJumpoint({ ...jumpoint, ...changes });
    const batches: Batch[] = [
      { list: "jumpoint", order: 1, pass: 1, rows: row === null ? [] : [row] },
      { list: "node", order: 2, jumpointId: 3, nodes: readNodes(nodes), isGone: false },
    ];
    const { jumpoints } = exportFiles(walk, batches);
    const read = readExport(Buffer.from(jumpoints, "utf8"), truth);
    expect(read).toMatchObject({ stop: null, asked: [] });
    return read;
  }

  it("arrives as a Jumpoint with what its node says", () => {
    const { rows, notices, rejects } = readOne({}, [node]);
    expect({ notices, rejects }).toEqual({ notices: [], rejects: [] });
    expect(rows).toEqual([
      expect.objectContaining({
        kind: "jumpoint",
        vendorId: "3",
        name: "HQ",
        hostname: "jp-a",
        connectedAt: Date.UTC(2026, 10, 20, 12),
        connectedFromAt: Date.UTC(2026, 10, 20, 12),
        online: true,
        needsUpdate: null,
        needsUpdateUnread: false,
        unreadable: null,
        attributes: { operating_system: "linux-x86", private_ip: "10.0.0.1" },
      }),
    ]);
  });

  const older = {
    ...node,
    id: 32,
    hostname: "jp-b",
    last_connect_timestamp: at(9),
    last_disconnect_timestamp: null,
  };
  const left = {
    ...node,
    id: 33,
    hostname: "jp-c",
    last_connect_timestamp: at(13),
    last_disconnect_timestamp: at(14),
  };
  it.each<[string, Record<string, unknown>, unknown, Record<string, unknown>]>([
    [
      "not connected",
      { connected: false },
      [left],
      { online: false, connectedAt: Date.UTC(2026, 10, 20, 14) },
    ],
    ["without nodes", {}, [], { online: true, connectedAt: null, hostname: null }],
    ["without nodes and connection", { connected: false }, [], { online: false, connectedAt: null }],
    ["a node alone, as the document shows it", {}, node, { hostname: "jp-a" }],
    [
      "a cluster of which one node is connected",
      { clustered: true, connected: false },
      [left, node],
      { online: true, connectedAt: Date.UTC(2026, 10, 20, 12), hostname: null },
    ],
    [
      "a cluster of which two are",
      { clustered: true },
      [older, node, left],
      { online: true, connectedAt: Date.UTC(2026, 10, 20, 12) },
    ],
    [
      "a cluster of which none is",
      { clustered: true, connected: false },
      [left, { ...left, id: 34, last_disconnect_timestamp: at(15) }],
      { online: false, connectedAt: Date.UTC(2026, 10, 20, 15) },
    ],
    ["no cluster, and its node contradicts it", { connected: false }, [node], { online: false }],
    [
      "never connected since an upgrade",
      { jzp_enabled: null },
      [node],
      { attributes: expect.objectContaining({ jzp_unset: "True" }) },
    ],
    [
      "of another type of connected",
      { connected: "yes" },
      [node],
      { online: null, connectedAt: Date.UTC(2026, 10, 20, 12) },
    ],
    [
      "a cluster whose word cannot be read and that has a connected node",
      { connected: 1, clustered: true },
      [node, left],
      { online: true },
    ],
  ])("%s arrives so", (_what, changes, nodes, expected) => {
    const { rows, rejects } = readOne(changes, nodes);
    expect(rejects).toEqual([]);
    expect(rows).toEqual([expect.objectContaining(expected)]);
  });

  it.each<[string, unknown]>([
    ["nodes that cannot be read", { message: "no" }],
    ["a date that cannot be read", [{ ...node, last_connect_timestamp: "yesterday" }]],
  ])("with %s was listed and proves nothing", (_what, nodes) => {
    expect(readOne({}, nodes).rows).toEqual([
      expect.objectContaining({ vendorId: "3", rejected: true, online: null }),
    ]);
  });
});

describe("the files", () => {
  const rows = [client({ id: 20 }), client({ id: 3 })];

  it("are the same bytes whatever the order, sorted by id", () => {
    const one = exportFiles(walk, [{ list: "jump-client", order: 1, pass: 1, rows }]);
    const batches: Batch[] = [
      { list: "jump-client", order: 2, pass: 1, rows: rows.slice(0, 1) },
      { list: "jump-client", order: 1, pass: 1, rows: rows.slice(1) },
    ];
    expect(exportFiles(walk, batches)).toEqual(one);
    expect(one.jumpClients.split("\r\n").map((line) => /^"(\w+)"/.exec(line)?.[1])).toEqual([
      "id",
      "3",
      "20",
      undefined,
    ]);
    expect(one.counts).toEqual({ jumpClients: 2, jumpoints: 0 });
  });

  it("hold what was read last, of the last pass where the list was seen whole", () => {
    const batches: Batch[] = [
      {
        list: "jump-client",
        order: 1,
        pass: 1,
        rows: [client({ id: 1, name: "gone" }), client({ id: 2, name: "old" })],
      },
      { list: "jump-client", order: 2, pass: 2, rows: [client({ id: 2, name: "newer" })] },
      { list: "jump-client", order: 3, pass: 2, rows: [client({ id: 2, name: "newest" })] },
    ];
    const names = (complete: boolean) => {
      const of = { ...walk, ended: { "jump-client": { ...end, complete, passes: 2 } } };
      return readExport(Buffer.from(exportFiles(of, batches).jumpClients), truth).rows.map(
        ({ name }) => name,
      );
    };
    expect(names(true)).toEqual(["newest"]);
    expect(names(false)).toEqual(["gone", "newest"]);
  });

  it("leave out a Jumpoint that was removed meanwhile", () => {
    const row = readJumpoint({ id: 3, name: "HQ", connected: true });
    const batches: Batch[] = [
      { list: "jumpoint", order: 1, pass: 1, rows: row === null ? [] : [row] },
      { list: "node", order: 2, jumpointId: 3, nodes: [], isGone: true },
    ];
    expect(exportFiles(walk, batches).counts.jumpoints).toBe(0);
  });
});
