import { expect, it } from "vitest";
import { feedOfLine, type KnownHosts } from "@/lib/feeds/syslog/route-lines";

const feeds = [
  { id: 1, hostname: "support.example.com" },
  { id: 2, hostname: "help.example.org" },
];

it.each([
  ["by its site", "Oct 12 14:58:35 box BG: 1:01:01:event=login;site=help.example.org;who=x", feeds, 2],
  [
    "the appliance's own path does not matter",
    "Oct 12 14:58:35 box BG: 1:01:01:site=support.example.com/appliance;a=b",
    feeds,
    1,
  ],
  ["a site that nobody has", "Oct 12 14:58:35 box BG: 1:01:01:site=other.example.net;a=b", feeds, null],
  [
    "a site that nobody has, and one feed",
    "Oct 12 14:58:35 box BG: 1:01:01:site=other.example.net;a=b",
    feeds.slice(0, 1),
    null,
  ],
  ["no site, and several feeds", "Oct 12 14:58:35 box BG: 1:02:02:;a=b", feeds, null],
  ["no site, and one feed", "Oct 12 14:58:35 box BG: 1:02:02:;a=b", feeds.slice(1), 2],
  ["no feed at all", "Oct 12 14:58:35 box BG: 1:02:02:;a=b", [], null],
] as const)("%s", (_name, line, given, id) => {
  expect(feedOfLine(line, given, new Map())).toBe(id);
});

it("a later segment, which names no site, goes where its host's first went; in both forms of syslog", () => {
  const known: KnownHosts = new Map();
  expect(feedOfLine("<133>Oct  2 14:58:35 box BG[7]: 1:01:02:site=help.example.org;a=", feeds, known)).toBe(
    2,
  );
  expect(feedOfLine("<133>Oct  2 14:58:35 box BG[7]: 1:02:02:b", feeds, known)).toBe(2);
  expect(feedOfLine("<133>1 2025-09-10T12:08:07+08:00 BOX BG 16703 - - 1:02:02:b", feeds, known)).toBe(2);
  expect(feedOfLine("<133>1 2025-09-10T12:08:07+08:00 else BG 16703 - - 1:02:02:b", feeds, known)).toBe(null);
});
