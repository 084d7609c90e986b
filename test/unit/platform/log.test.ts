import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { createLog } from "@/lib/platform/log";

function logged(fields: object): string {
  let text = "";
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  createLog("info", destination).info(fields, "said");
  return text;
}

it("writes one JSON line with the level as a word and an instant", () => {
  expect(JSON.parse(logged({ appliance: "a" }))).toMatchObject({
    level: "info",
    msg: "said",
    appliance: "a",
  });
});

it.each(["password", "secret", "authorization", "cookie", "token", "key"])(
  "redacts %s at any usual depth",
  (field) => {
    expect(logged({ [field]: "hunter2" })).not.toContain("hunter2");
    expect(logged({ headers: { [field]: "hunter2" } })).not.toContain("hunter2");
    expect(logged({ request: { headers: { [field]: "hunter2" } } })).not.toContain("hunter2");
  },
);
