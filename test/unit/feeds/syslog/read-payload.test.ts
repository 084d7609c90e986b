// Keys and values out of a payload, with the vendor's escapes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPayload } from "@/lib/feeds/syslog/read-payload";
import { anyText } from "./any-text";
import { expectLinear } from "./linear";

const fieldsOf = (raw: string) => Object.fromEntries(readPayload(raw).fields);

describe("a payload", () => {
  it.each<[string, string, Record<string, string>]>([
    ["nothing", "", {}],
    ["a lone semicolon", ";", {}],
    ["semicolons around it", ";;a=b;;", { a: "b" }],
    ["any order", "status=success;event=login", { event: "login", status: "success" }],
    ["a space behind a semicolon", "who_ip=192.0.2.1; event=login", { who_ip: "192.0.2.1", event: "login" }],
    ["the vendor's example", "new_username=user\\;s\\=name\\\\id;", { new_username: "user;s=name\\id" }],
    ["an empty value", "comments=;a=b", { comments: "", a: "b" }],
    ["a key with colons", "old_account:email:locale=en-us", { "old_account:email:locale": "en-us" }],
    ["bare = in a value", "old_id=@@@dGVzdA==", { old_id: "@@@dGVzdA==" }],
    ["a word without =", "foo;a=b", { a: "b" }],
    ["no key", "=x;a=b", { a: "b" }],
    ["a backslash before something else", "who=CORP\\sam", { who: "CORP\\sam" }],
    ["a backslash at the end", "a=b\\", { a: "b\\" }],
    ["an escaped backslash before a semicolon", "a=b\\\\;c=d", { a: "b\\", c: "d" }],
    ["an escape in a key", "a\\=b=c", { "a=b": "c" }],
    ["a key of every object", "__proto__=x;constructor=y", JSON.parse('{"__proto__":"x","constructor":"y"}')],
  ])("%s", (_name, raw, fields) => {
    expect(fieldsOf(raw)).toEqual(fields);
  });

  it("takes the first of two values and tells that there is another", () => {
    const { fields, contradicted } = readPayload("event=login;event=logout;who=a;who=a");
    expect(fields.get("event")).toBe("login");
    expect([...contradicted]).toEqual(["event"]);
  });

  it("is what was written, whatever the values", () => {
    const escaped = (text: string) => text.replace(/[=;\\]/g, "\\$&");
    const key = fc.stringMatching(/^[a-z_:;=\\]{1,12}$/);
    fc.assert(
      fc.property(fc.dictionary(key, anyText), (values) => {
        const raw = Object.entries(values).map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
        expect(fieldsOf(raw.join(";"))).toEqual({ ...values });
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, string]>([
    ["semicolons", ";"],
    ["equals", "="],
    ["backslashes", "\\"],
    ["pairs", "a=b;"],
    ["escapes", "\\;\\="],
  ])("of nothing but %s is read in time that grows with it", (_name, piece) => {
    expectLinear((size) => piece.repeat(size / piece.length), readPayload);
  });
});
