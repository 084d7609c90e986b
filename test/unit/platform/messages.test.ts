// Every sentence stands in one catalogue file, once.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { messagesOf } from "@/lib/platform/words";

const folder = new URL("../../../messages/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const catalogues = files.map((name): [string, unknown] => [
  name,
  JSON.parse(readFileSync(new URL(name, folder), "utf8")),
]);

/** The paths of all sentences, such as `reasons.silent.clear`. */
function pathsOf(part: unknown, path = ""): string[] {
  if (typeof part !== "object" || part === null) return [path];
  return Object.entries(part).flatMap(([key, value]) => pathsOf(value, path === "" ? key : `${path}.${key}`));
}

function twice(keys: readonly string[]): string[] {
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

describe("the files of a language", () => {
  it.each(["en"] as const)("%s: share no part and no sentence", (locale) => {
    const own = catalogues.filter(([name]) => name.split(".")[0] === locale).map(([, content]) => content);
    expect(own.length).toBeGreaterThan(1);
    expect(twice(own.flatMap((content) => Object.keys(content as object)))).toEqual([]);
    expect(twice(own.flatMap((content) => pathsOf(content)))).toEqual([]);
    expect(pathsOf(messagesOf(locale)).sort()).toEqual(own.flatMap((content) => pathsOf(content)).sort());
  });

  it("have no key twice in one file, where the later would win unseen", () => {
    for (const [name, content] of catalogues) {
      const written = readFileSync(new URL(name, folder), "utf8").match(/^\s*"[^"]+":/gm) ?? [];
      expect(written.length, name).toBe(countKeys(content));
    }
  });
});

function countKeys(part: unknown): number {
  if (typeof part !== "object" || part === null) return 0;
  return Object.values(part).reduce((sum: number, value) => sum + 1 + countKeys(value), 0);
}
