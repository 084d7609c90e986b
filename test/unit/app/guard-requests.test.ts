import { describe, expect, it } from "vitest";
import { whyBroken } from "@/app/_web/guard-requests";

describe("a request that Next cannot answer", () => {
  it.each([
    ["GET", "/api/v1/clients", null],
    ["POST", "/fleetlock/v1/pre-reboot", null],
    ["OPTIONS", "/api/v1/clients", null],
    ["GET", "/clients?q=%zz", null],
    ["TRACE", "/", "method"],
    ["PROPFIND", "/api/v1/clients", "method"],
    ["GET", "*", "address"],
    ["OPTIONS", "*", "address"],
    ["GET", "/api/v1/clients/%zz", "address"],
    ["GET", "/%", "address"],
    ["GET", "/%C3%28", "address"],
    ["GET", "http://elsewhere/", "address"],
  ])("%s %s: %s", (method, url, why) => {
    expect(whyBroken(method, url)).toBe(why);
  });
});
