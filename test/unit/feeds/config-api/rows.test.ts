// Single rows of the Configuration API: every null, every wrong type, and the names against the vendor's own document.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readJumpClient } from "@/lib/feeds/config-api/jump-client";
import { readJumpGroup } from "@/lib/feeds/config-api/jump-group";
import { readJumpoint, readNodes } from "@/lib/feeds/config-api/jumpoint";
import { readInstant } from "@/lib/feeds/config-api/readings";

const whole = {
  id: 1412,
  jump_group_id: 7,
  jump_group_type: "shared",
  name: "TILL-1",
  hostname: "till-1",
  fqdn: "till-1.example.com",
  tag: "VIP",
  comments: "behind the counter",
  connection_type: "active",
  last_connect_timestamp: "2026-11-20T12:10:00+00:00",
  last_disconnect_timestamp: "2026-11-20T12:05:00.930+00:00",
  is_lost: false,
  needs_update: true,
  unavailable_reason: "none",
  operating_system: "Windows 11 (x64)",
  public_ip: "203.0.113.9",
  private_ip: "10.0.0.9",
  console_user: "sam",
  last_access_timestamp: null,
  something_new: { of: "a later release" },
};

describe("an instant", () => {
  it.each([
    ["2026-11-20T12:10:00+00:00", Date.UTC(2026, 10, 20, 12, 10)],
    ["2026-11-20T12:10:00Z", Date.UTC(2026, 10, 20, 12, 10)],
    ["2026-11-20T12:10:00.9+00:00", Date.UTC(2026, 10, 20, 12, 10, 0, 900)],
    ["2026-11-20T12:10:00.930999+00:00", Date.UTC(2026, 10, 20, 12, 10, 0, 930)],
    ["2024-02-29T00:00:00+00:00", Date.UTC(2024, 1, 29)],
    [null, null],
    ["", null],
    [undefined, "unreadable"],
    ["2026-11-20T12:10:00", "unreadable"],
    ["2026-11-20T12:10:00+01:00", "unreadable"],
    ["2026-11-20T12:10:00-00:00", "unreadable"],
    ["2026-11-20 12:10:00+00:00", "unreadable"],
    ["2026-02-30T12:10:00+00:00", "unreadable"],
    ["2026-11-20T24:00:00+00:00", "unreadable"],
    ["2026-11-20T12:10:60+00:00", "unreadable"],
    ["2026-13-20T12:10:00+00:00", "unreadable"],
    ["yesterday", "unreadable"],
    [1_795_176_600, "unreadable"],
    [0, "unreadable"],
    [false, "unreadable"],
    [{}, "unreadable"],
  ])("%j is %j", (value, expected) => {
    expect(readInstant(value)).toBe(expected);
  });
});

describe("a Jump Client", () => {
  it("is read from the fields that matter; others are ignored", () => {
    expect(readJumpClient(whole)).toEqual({
      id: 1412,
      name: "TILL-1",
      hostname: "till-1",
      fqdn: "till-1.example.com",
      tag: "VIP",
      comments: "behind the counter",
      operatingSystem: "Windows 11 (x64)",
      privateIp: "10.0.0.9",
      consoleUser: "sam",
      groupId: 7,
      groupType: "shared",
      lastConnectAt: Date.UTC(2026, 10, 20, 12, 10),
      lastDisconnectAt: Date.UTC(2026, 10, 20, 12, 5, 0, 930),
      needsUpdate: true,
      isLost: false,
      connectionType: "active",
      unavailableReason: "none",
    });
  });

  const deciding = [
    ["last_connect_timestamp", "lastConnectAt", null],
    ["last_disconnect_timestamp", "lastDisconnectAt", null],
    ["needs_update", "needsUpdate", "unreadable"],
    ["is_lost", "isLost", "unreadable"],
    ["connection_type", "connectionType", "unreadable"],
    ["unavailable_reason", "unavailableReason", "unreadable"],
  ] as const;

  it.each(deciding)("whose %s is missing or of another type has it unreadable", (field, key, ofNull) => {
    const { [field]: _, ...without } = whole;
    expect(readJumpClient(without)?.[key]).toBe("unreadable");
    for (const wrong of [
      7,
      0,
      "true",
      "false",
      "1",
      "Active",
      "standby",
      "no",
      [],
      {},
      typeof whole[field] === "boolean" ? 1 : true,
    ]) {
      expect(readJumpClient({ ...whole, [field]: wrong })?.[key], JSON.stringify(wrong)).toBe("unreadable");
    }
    expect(readJumpClient({ ...whole, [field]: null })?.[key]).toBe(ofNull);
  });

  it.each(["name", "hostname", "fqdn", "tag", "comments", "operating_system", "private_ip", "console_user"])(
    "whose %s is missing, null, empty or no text has none",
    (field) => {
      const { [field]: _, ...without } = whole as Record<string, unknown>;
      const rows = [without, ...[null, "", 7, [], {}].map((value) => ({ ...whole, [field]: value }))].map(
        readJumpClient,
      );
      for (const row of rows) expect(row).toEqual(rows[0]);
      expect(Object.values(rows[0] ?? {}).filter((value) => value === null)).toHaveLength(1);
    },
  );

  it.each([
    null,
    7,
    "x",
    [],
    {},
    { id: null },
    { id: "1412" },
    { id: 0 },
    { id: -1 },
    { id: 1.5 },
    { id: 1e300 },
  ])("%j is nobody", (value) => {
    expect(readJumpClient(value)).toBeNull();
    expect(readJumpoint(value)).toBeNull();
    expect(readJumpGroup(value)).toBeNull();
  });

  it("is not a personal group's because nobody says so", () => {
    expect(readJumpClient({ ...whole, jump_group_type: "team", jump_group_id: "7" })).toMatchObject({
      groupId: null,
      groupType: null,
    });
  });
});

describe("a Jumpoint", () => {
  const jumpoint = {
    id: 3,
    name: "HQ",
    platform: "linux-x86",
    connected: true,
    clustered: false,
    comments: "",
    jzp_enabled: false,
  };

  it("is read; a setting left null since an upgrade is a hint", () => {
    expect(readJumpoint(jumpoint)).toEqual({
      id: 3,
      name: "HQ",
      platform: "linux-x86",
      comments: null,
      connected: true,
      clustered: false,
      isUnsetSinceUpgrade: false,
    });
    for (const name of ["jzp_enabled", "jzp_proxy_hostname", "jzp_proxy_port", "jzp_allow_http_get"]) {
      expect(readJumpoint({ ...jumpoint, [name]: null })?.isUnsetSinceUpgrade).toBe(true);
    }
  });

  it.each([[undefined], [null], ["true"], [1]])("whose connected is %j has it unreadable", (connected) => {
    expect(readJumpoint({ ...jumpoint, connected })?.connected).toBe("unreadable");
  });

  it("has its nodes in a list, or the one as the document shows it", () => {
    const node = {
      id: 31,
      hostname: "a",
      private_ip: "10.0.0.1",
      last_connect_timestamp: null,
      last_disconnect_timestamp: null,
    };
    const read = {
      id: 31,
      hostname: "a",
      privateIp: "10.0.0.1",
      lastConnectAt: null,
      lastDisconnectAt: null,
    };
    expect(readNodes([node])).toEqual([read]);
    expect(readNodes(node)).toEqual([read]);
    expect(readNodes([])).toEqual([]);
    for (const wrong of [null, "x", [node, {}], [[node]], { message: "no" }])
      expect(readNodes(wrong)).toBeNull();
  });
});

const document = resolve(
  import.meta.dirname,
  "../../../../../shared/vendor/bt-rs-configuration.openapi.yaml",
);

// It lies beside the checkout where it may; elsewhere there is nothing to hold names against.
const describeDocument = existsSync(document) ? describe : () => undefined;
describeDocument("the vendor's document", () => {
  /** Names, types and words of the properties of a schema, by the indentation of the document. */
  function schema(name: string): Map<string, string> {
    const lines = readFileSync(document, "utf8").split("\n");
    const begin = lines.indexOf(`    ${name}:`);
    const length = lines.slice(begin + 1).findIndex((line) => /^ {4}\w/.test(line));
    const properties = new Map<string, string>();
    let property = "";
    for (const line of lines.slice(begin + 1, begin + 1 + length)) {
      property = /^ {8}(\w+):$/.exec(line)?.[1] ?? property;
      const said = /^ {10}(type|format|enum|nullable): (.*)$/.exec(line)?.[2];
      if (property !== "")
        properties.set(property, [properties.get(property), said].filter(Boolean).join(" "));
    }
    return properties;
  }

  it.each([
    ["JumpClient", "id", "integer int32"],
    ["JumpClient", "jump_group_id", "integer int32"],
    ["JumpClient", "jump_group_type", "string [shared, personal]"],
    ["JumpClient", "name", "string"],
    ["JumpClient", "hostname", "string"],
    ["JumpClient", "fqdn", "string"],
    ["JumpClient", "tag", "string"],
    ["JumpClient", "comments", "string"],
    ["JumpClient", "operating_system", "string"],
    ["JumpClient", "private_ip", "string"],
    ["JumpClient", "console_user", "string"],
    ["JumpClient", "last_connect_timestamp", "string date-time"],
    ["JumpClient", "last_disconnect_timestamp", "string date-time"],
    ["JumpClient", "needs_update", "boolean"],
    ["JumpClient", "is_lost", "boolean"],
    ["JumpClient", "connection_type", "string [active, passive, uninstalled]"],
    ["JumpClient", "unavailable_reason", "string [none, disabled]"],
    ["Jumpoint", "id", "integer int32"],
    ["Jumpoint", "name", "string"],
    ["Jumpoint", "platform", "string [windows-x86, linux-x86]"],
    ["Jumpoint", "comments", "string"],
    ["Jumpoint", "connected", "boolean"],
    ["Jumpoint", "clustered", "boolean"],
    ["Jumpoint", "jzp_enabled", "boolean"],
    ["Jumpoint", "jzp_proxy_hostname", "string"],
    ["Jumpoint", "jzp_proxy_port", "integer int32"],
    ["Jumpoint", "jzp_allow_http_get", "boolean"],
    ["JumpointNode", "id", "integer int32"],
    ["JumpointNode", "hostname", "string"],
    ["JumpointNode", "private_ip", "string"],
    ["JumpointNode", "last_connect_timestamp", "string date-time true"],
    ["JumpointNode", "last_disconnect_timestamp", "string date-time true"],
    ["JumpGroup", "id", "integer int32"],
    ["JumpGroup", "name", "string"],
  ])("has %s.%s as %s", (name, property, said) => {
    expect(schema(name).get(property)).toBe(said);
  });

  it("has the paths, parameters and headers that a walk uses", () => {
    const text = readFileSync(document, "utf8");
    for (const path of ["/jump-client", "/jumpoint", "/jumpoint/{id}/node", "/jump-group"]) {
      expect(text).toContain(`\n  ${path}:\n`);
    }
    for (const word of ["per_page", "current_page", "X-BT-Pagination-Total", "X-BT-Pagination-Last-Page"]) {
      expect(text).toContain(word);
    }
  });
});
