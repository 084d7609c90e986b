// What a feed's page offers to be copied is what docs/feeds says, with this feed's names in it.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { examplesFor } from "@/lib/feeds/ready-examples";
import type { FeedType } from "@/lib/feeds/schema";

const asInTheDocs = {
  url: "https://rollcall.example.com",
  syslogPort: 1514,
  drops: null,
  fetched: null,
  feedId: 7,
};
const titles: [FeedType, string[]][] = [
  ["syslog", ["rsyslog, by HTTPS", "rsyslog, to the listener", "Vector", "Fluent Bit"]],
  ["outbound_events", ["To try it"]],
  ["folder", ["A script that drops files"]],
  ["url", ["To try it"]],
  ["events", []],
  ["config_api", []],
];

it.each(titles)("%s: every example, word for word", (type, expected) => {
  const examples = examplesFor(type, asInTheDocs);
  expect(examples.map(({ title }) => title)).toEqual(expected);
  const page = readFileSync(`docs/feeds/${type.replace("_", "-")}.md`, "utf8");
  for (const { code } of examples) expect(page.replaceAll("{id}", "7")).toContain(`\n${code}\n\`\`\``);
});

it("names this Rollcall, its port and this feed, on plain http too", () => {
  const place = {
    url: "http://10.0.0.5:3000",
    syslogPort: 6514,
    drops: "/drops/porto",
    fetched: null,
    feedId: 12,
  };
  const code = Object.fromEntries(examplesFor("syslog", place).map((each) => [each.title, each.code]));
  expect(code["rsyslog, by HTTPS"]).toContain('server="10.0.0.5" serverport="3000" usehttps="off"');
  expect(code["rsyslog, by HTTPS"]).toContain('restpath="api/v1/feeds/12/syslog"');
  expect(code["rsyslog, to the listener"]).toContain('target="10.0.0.5" port="6514"');
  expect(code.Vector).toContain("uri: http://10.0.0.5:3000/api/v1/feeds/12/syslog");
  expect(code["Fluent Bit"]).toMatch(
    /Host +10\.0\.0\.5\n +Port +3000\n +tls +off\n +URI +\/api\/v1\/feeds\/12/,
  );
  expect(JSON.stringify(code)).not.toContain("example.com");
  expect(examplesFor("folder", place)[0]?.code).toContain("folder='/drops/porto'\n");
});

it("keeps the path below which Rollcall stands", () => {
  const examples = examplesFor("syslog", { ...asInTheDocs, url: "https://tools.example.net/rollcall" });
  const all = examples.map(({ code }) => code).join("\n");
  expect(all).toContain('restpath="rollcall/api/v1/feeds/7/syslog"');
  expect(all).toContain("uri: https://tools.example.net/rollcall/api/v1/feeds/7/syslog");
  expect(all).toMatch(/URI +\/rollcall\/api\/v1\/feeds\/7\/syslog/);
});

it("says nothing of a listener that is not open", () => {
  const examples = examplesFor("syslog", { ...asInTheDocs, syslogPort: 0 });
  expect(examples.map(({ title }) => title)).not.toContain("rsyslog, to the listener");
});

it("leaves an address and a folder as they are, whatever characters they have", () => {
  const place = { ...asInTheDocs, drops: "/drops/our $& lists", fetched: "https://a.example/?of=$$1&all=1" };
  expect(examplesFor("folder", place)[0]?.code).toContain("folder='/drops/our $& lists'\n");
  expect(examplesFor("url", place)[0]?.code).toContain(" 'https://a.example/?of=$$1&all=1' |");
});

it.each([
  "north west",
  "$(echo run)`echo run`",
  "a;b&c|d>e",
  'a"b',
  "it's",
  "'; echo run; '",
  "{id}",
  "two\nlines",
])("what somebody chose is one word to a shell: %j", (chosen) => {
  const shell = (script: string) => execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" });
  const drops = `/drops/${chosen}`;
  const folder = examplesFor("folder", { ...asInTheDocs, drops })[0]?.code ?? "";
  const line = folder.slice(folder.indexOf("folder="), folder.indexOf("\nname="));
  expect(shell(`${line}\nprintf %s "$folder"`)).toBe(drops);

  const fetched = `https://a.example/${chosen}`;
  const ask = examplesFor("url", { ...asInTheDocs, fetched })[0]?.code ?? "";
  const words = ask.slice(0, ask.indexOf(" | head")).replace("curl", "printf '<%s>'");
  expect(shell(words)).toContain(`<${fetched}>`);
});
