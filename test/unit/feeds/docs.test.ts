// What the pages of docs/ say holds: links lead somewhere, settings exist with their defaults, and what is shown is read as they say.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readEvents } from "@/lib/feeds/events/read-events";
import { readOutbound } from "@/lib/feeds/outbound-events/read-outbound";
import { feedSettings, feedTypes } from "@/lib/feeds/schema";
import { parseEnv } from "@/lib/platform/env";

const root = resolve(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => join("docs", name));
const now = Date.parse("2026-11-28T00:00:00Z");

/** The cells of the first table whose head says so in its first cell, without their code marks. */
function rowsOf(page: string, head: string): string[][] {
  const lines = read(page).split("\n");
  const start = lines.findIndex((line) => line.startsWith("|") && line.split("|")[1]?.trim() === head);
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith("|")),
    )
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/^`|`$/g, "")),
    );
}

describe("every page", () => {
  it.each(["README.md", "ARCHITECTURE.md", ...pages])("%s leads to what is there", (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
      ([, link]) => link ?? "",
    );
    const dead = links.filter((link) => !existsSync(join(root, dirname(page), link)));
    expect(dead).toEqual([]);
  });

  it.each(pages)("%s names settings that there are", (page) => {
    const known = read("README.md");
    const named = [...read(page).matchAll(/`(ROLLCALL_[A-Z_]+)`/g)].map(([, name]) => name ?? "");
    expect(named.filter((name) => !known.includes(`\`${name}\``))).toEqual([]);
  });
});

it("every kind of feed has its page, and the README leads to it", () => {
  for (const type of feedTypes) {
    const page = `docs/feeds/${type.replace("_", "-")}.md`;
    expect(existsSync(join(root, page)), page).toBe(true);
    expect(read("README.md")).toContain(`(${page})`);
  }
});

it.each(["events", "folder", "syslog", "url"])("the limits of docs/feeds/%s.md are the defaults", (name) => {
  const defaults = parseEnv({ ROLLCALL_SECRET: "s".repeat(32), DATABASE_URL: "postgresql://a:b@c/d" });
  const limits = rowsOf(`docs/feeds/${name}.md`, "what").filter(([, , setting]) =>
    setting?.startsWith("ROLLCALL_"),
  );
  expect(limits.length).toBeGreaterThan(0);
  for (const [, limit = "", setting = ""] of limits)
    expect(Number(/[\d,]+/.exec(limit)?.[0].replaceAll(",", "")), setting).toBe(
      defaults[setting as keyof typeof defaults],
    );
});

describe("docs/feeds/events.md", () => {
  const page = "docs/feeds/events.md";
  it("shows an event, and one to try, that are taken in", () => {
    const shown = [...read(page).matchAll(/^.*(\{"kind": "jump_client".*?\})/gm)].map(
      ([, event]) => event ?? "",
    );
    expect(shown).toHaveLength(2);
    for (const event of shown)
      expect(readEvents(event, now, 1_000)).toMatchObject({ rejected: [], parts: [{}] });
  });

  it.each(rowsOf(page, "line"))("refuses %s", (line) => {
    expect(readEvents(line, now, 1_000)).toMatchObject({ parts: [], rejected: [{ line: 1 }] });
  });

  it("quotes the sentence that is answered", () => {
    const quoted = /"problem": "(.*?)"/.exec(read(page))?.[1];
    expect(readEvents("pc-7 was here", now, 1_000).rejected[0]?.problem).toBe(quoted);
  });
});

it("docs/feeds/outbound-events.md shows an event that says of a console what the page says", () => {
  const form = /--data '(event=.*?)'/.exec(read("docs/feeds/outbound-events.md"))?.[1] ?? "";
  expect(readOutbound(Object.fromEntries(new URLSearchParams(form)), now)).toMatchObject([
    { kind: "console", grade: "inferred", named: { user: "sam.carter" } },
  ]);
});

it.each(["folder", "url"])("docs/feeds/%s.md shows settings that are taken", (name) => {
  const shown = /--data '(\{.*?\})'/s.exec(read(`docs/feeds/${name}.md`))?.[1] ?? "";
  const { settings, type } = JSON.parse(shown) as { settings: unknown; type: string };
  expect(type).toBe(name);
  expect(feedSettings.safeParse(settings)).toMatchObject({ success: true });
});
