import { describe, expect, it } from "vitest";
import { type Description, describe as describeClient } from "@/lib/core/description";

const nothingSaid: Description = {
  vendorId: null,
  name: null,
  hostname: null,
  fqdn: null,
  group: null,
  attributes: {},
};
const older: Description = {
  vendorId: "a1",
  name: "Till 4",
  hostname: "till-4",
  fqdn: "till-4.example.com",
  group: "Berlin",
  attributes: { operating_system: "Windows 10", public_ip: "192.0.2.4" },
};
const newer: Description = {
  vendorId: "b2",
  name: "Till four",
  hostname: "till-04",
  fqdn: "till-04.example.com",
  group: "Hamburg",
  attributes: { operating_system: "Windows 11", tag: "till" },
};

describe("a newer description", () => {
  it("wins word by word", () => {
    expect(describeClient(older, newer)).toEqual({
      ...newer,
      attributes: { operating_system: "Windows 11", public_ip: "192.0.2.4", tag: "till" },
    });
  });

  it("leaves what it does not say", () => {
    expect(describeClient(older, nothingSaid)).toEqual(older);
    expect(describeClient(nothingSaid, newer)).toEqual(newer);
    expect(describeClient(older, { ...nothingSaid, group: "Hamburg" })).toEqual({
      ...older,
      group: "Hamburg",
    });
  });
});
