// What an answer says of its place among the pages, and links that lead elsewhere.
import { describe, expect, it } from "vitest";
import { readPagePlace } from "@/lib/feeds/config-api/page-headers";

const asked = { baseUrl: "https://support.example.com", path: "/api/config/v1/jump-client", perPage: 10 };
const list = `${asked.baseUrl}${asked.path}`;

describe("the place of a page", () => {
  it("is read from the vendor's own example", () => {
    const link = [
      `<${list}?per_page=10&current_page=1>; rel="first"`,
      `<${list}?per_page=10&current_page=1>; rel="previous"`,
      `<${list}?per_page=10&current_page=3>; rel="next"`,
      `<${list}?per_page=10&current_page=5>; rel="last"`,
    ].join(", ");
    const headers = {
      link,
      "x-bt-pagination-current-page": "2",
      "x-bt-pagination-last-page": "5",
      "x-bt-pagination-per-page": "10",
      "x-bt-pagination-total": "47",
    };
    expect(readPagePlace(headers, asked)).toEqual({
      place: { page: 2, lastPage: 5, perPage: 10, total: 47, next: 3, hasLinks: true },
    });
  });

  it.each<[string, string, number | null]>([
    ["no link", "", null],
    ["no next", `<${list}?per_page=10&current_page=5>; rel="last"`, null],
    ["a relation without quotes", `<${list}?current_page=3>;rel=next`, 3],
    ["two relations", `<${list}?current_page=3>; rel="next last"`, 3],
    ["other parameters", `<${list}?current_page=3>; title="page 3, the next"; REL="Next"`, 3],
    ["a relative address", `<?per_page=10&current_page=3>; rel="next"`, 3],
    [
      "the path without version, as the document's other example has it",
      `<${asked.baseUrl}/api/config/jump-client?current_page=3>; rel="next"`,
      3,
    ],
    ["the usual port", `<https://SUPPORT.example.com:443${asked.path}?current_page=3>; rel="next"`, 3],
  ])("with %s", (_what, link, next) => {
    expect(readPagePlace({ link }, asked)).toMatchObject({ place: { next } });
  });

  it.each(["-1", "1.5", "x", "1e3", "", " ", "99999999999"])("has no number where it is %j", (text) => {
    expect(readPagePlace({ "x-bt-pagination-total": text }, asked)).toMatchObject({ place: { total: null } });
  });
});

describe("a link", () => {
  it.each([
    ["to another host", "https://evil.example/api/config/v1/jump-client?current_page=3"],
    ["without TLS", `http://support.example.com${asked.path}?current_page=3`],
    ["to another port", `https://support.example.com:8443${asked.path}?current_page=3`],
    ["without scheme", `//evil.example${asked.path}?current_page=3`],
    ["with backslashes", `\\\\evil.example${asked.path}?current_page=3`],
    ["to a host that begins alike", `https://support.example.com.evil.example${asked.path}?current_page=3`],
    ["with a user name", `https://support.example.com@evil.example${asked.path}?current_page=3`],
    ["with credentials", `https://a:b@support.example.com${asked.path}?current_page=3`],
    ["to another list", `${asked.baseUrl}/api/config/v1/user?current_page=3`],
    ["below the list", `${list}/7?current_page=3`],
    ["around the list", `${list}/../user?current_page=3`],
    ["that asks for more", `${list}?current_page=3&name=x`],
    ["with a fragment", `${list}?current_page=3#x`],
    ["without a page", `${list}?per_page=10`],
    ["to no page", `${list}?current_page=next`],
    ["to a page below", `${list}?current_page=-1`],
    ["to another size", `${list}?per_page=100&current_page=3`],
    ["to a script", "javascript:alert(1)"],
    ["to a file", "file:///etc/passwd"],
    ["that is no address", "https://[nonsense"],
  ])("%s is refused in a sentence, whatever its relation", (_what, target) => {
    for (const relation of ["next", "last", "canonical"]) {
      const read = readPagePlace({ link: `<${target}>; rel="${relation}"` }, asked);
      expect(read).toEqual({
        refused: expect.stringMatching(/^(A link of the appliance|The appliance's links?) .*\.$/),
      });
    }
  });

  it.each([
    "nonsense",
    "<unclosed",
    `<${list}?current_page=3>; rel="next`,
    `<${list}?current_page=3> rel="next"`,
    `<${list}?current_page=3>; rel="next" <x>`,
    `<a<b>; rel="next"`,
    `${"<x>; ".repeat(2_000)}`,
    `<${list}?current_page=3>; rel="next"${" ".repeat(9_000)}x`,
  ])("header that is none is refused (%#)", (link) => {
    expect(readPagePlace({ link }, asked)).toEqual({
      refused: "The appliance's Link header cannot be read.",
    });
  });

  it("header is read in no time, however it is made", () => {
    const began = performance.now();
    for (const piece of ['<x>; a="', "; a=b", " ;", ";a=b ", '<x>;rel="x",', "<", ";\t=\t"]) {
      readPagePlace({ link: `<x>${piece.repeat(8_000 / piece.length)}` }, asked);
    }
    expect(performance.now() - began).toBeLessThan(500);
  });
});
