import { describe, expect, it } from "vitest";
import { hostKey, isIpAddress, normaliseHost, shortHost } from "@/lib/core/client";

describe("hostKey", () => {
  it.each([
    ["the FQDN first", { fqdn: "PC1.Corp.Example.", hostname: "PC2", name: "Desk" }, "pc1.corp.example"],
    ["else the host name", { fqdn: null, hostname: " PC2 ", name: "Desk" }, "pc2"],
    ["else the client's own name", { fqdn: null, hostname: null, name: "Desk" }, "desk"],
    ["else nothing", { fqdn: null, hostname: null, name: null }, ""],
  ])("%s", (_name, names, key) => {
    expect(hostKey(names)).toBe(key);
  });
});

describe("normaliseHost", () => {
  it.each([
    ["PC1.Corp.Example", "pc1.corp.example"],
    ["pc1.corp.example.", "pc1.corp.example"],
    ["  pc1\t", "pc1"],
    ["", ""],
    [".", ""],
  ])("%j → %j", (host, normalised) => {
    expect(normaliseHost(host)).toBe(normalised);
  });
});

describe("shortHost", () => {
  it.each([
    ["pc1.corp.example", "pc1"],
    ["pc1", "pc1"],
    ["10.1.2.3", "10.1.2.3"],
    ["fe80::1", "fe80::1"],
    ["::ffff:10.0.0.1", "::ffff:10.0.0.1"],
    ["10.1.2.3.example", "10"],
    [".corp.example", ".corp.example"],
    ["", ""],
  ])("%j → %j", (host, short) => {
    expect(shortHost(host)).toBe(short);
  });
});

describe("isIpAddress", () => {
  it.each(["10.1.2.3", "192.168.100.200", "::1", "fe80::1", "2001:DB8::a:1", "::ffff:10.0.0.1"])(
    "%s is one",
    (host) => {
      expect(isIpAddress(host)).toBe(true);
    },
  );
  it.each([
    "",
    "pc1",
    "10.1.2",
    "10.1.2.3.4",
    "10.1.2.3.example",
    "1234.1.1.1",
    "dead.beef",
    "pc:1",
    "fe80:pc",
  ])("%j is none", (host) => {
    expect(isIpAddress(host)).toBe(false);
  });
});
