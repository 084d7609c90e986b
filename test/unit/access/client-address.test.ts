import { describe, expect, it } from "vitest";
import { addressGroup, normalAddress } from "@/lib/access/client-address";

describe("normalAddress", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    [" 192.0.2.1 ", "192.0.2.1"],
    ["192.0.2.1:443", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:0201", "192.0.2.1"],
    ["[::ffff:192.0.2.1]:443", "192.0.2.1"],
    ["2001:0DB8:0000::0001", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:65535", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["::1", "::1"],
    ["", null],
    ["unknown", null],
    ["evil.example", null],
    ["1.2.3", null],
    ["1.2.3.4.5", null],
    ["1.2.3.256", null],
    ["0x7f.1", null],
    ["2130706433", null],
    ["010.0.0.1", null],
    ["[2001:db8::1", null],
    ["2001:db8::1]:443", null],
    ["1.2.3.4:x", null],
    ["1.2.3.4:443:443", null],
    [":".repeat(5_000), null],
  ])("%s: %s", (text, address) => {
    expect(normalAddress(text)).toBe(address);
  });
});

describe("addressGroup", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8::/64"],
    ["::1", "::1"],
    ["fe80::1", "fe80::1"],
    ["fd00:1:2:3::4", "fd00:1:2:3::/64"],
  ])("%s: %s", (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
