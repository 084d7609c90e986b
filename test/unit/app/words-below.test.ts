// Every page hands the browser the words that its client components ask for.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const app = resolve("app");
const pages = readdirSync(app, { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|[\\/])page\.tsx$/.test(file))
  .map((file) => join(app, file));

/** The page and everything that stands around it. */
function framesOf(page: string): string[] {
  const found = [page];
  for (let folder = dirname(page); folder.startsWith(app); folder = dirname(folder)) {
    for (const name of ["layout.tsx", "loading.tsx", "error.tsx", "not-found.tsx"]) {
      if (existsSync(join(folder, name))) found.push(join(folder, name));
    }
  }
  return found;
}

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].flatMap(([, name = ""]) => {
    const base = name.startsWith("@/") ? resolve(name.slice(2)) : resolve(dirname(file), name);
    if (!/^(@\/|\.)/.test(name) || !base.startsWith(app)) return [];
    return [base, `${base}.ts`, `${base}.tsx`].filter((each) => existsSync(each) && /\.tsx?$/.test(each));
  });
}

/** The namespaces that are asked for and handed out in files and all that they import, now or later. */
function namespacesIn(files: string[]): { asked: Set<string>; handed: Set<string> } {
  const asked = new Set<string>();
  const handed = new Set<string>();
  const seen = new Set<string>();
  for (const left = [...files]; left.length > 0; ) {
    const file = left.pop() ?? "";
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, name = ""] of text.matchAll(/useTranslations\("(\w+)/g)) asked.add(name);
    for (const [, names = ""] of text.matchAll(/<WordsBelow\s+of=\{\[([^\]]+)\]\}/g)) {
      for (const [, name = ""] of names.matchAll(/"(\w+)"/g)) handed.add(name);
    }
    left.push(...importsOf(file, text));
  }
  return { asked, handed };
}

describe("words that go to the browser", () => {
  it("sees pages, and what they ask for through their imports", () => {
    expect(pages.length).toBeGreaterThan(20);
    const signIn = namespacesIn(framesOf(join(app, "(door)/sign-in/page.tsx")));
    expect([...signIn.asked]).toContain("access");
    expect([...namespacesIn([join(app, "(house)/page.tsx")]).asked]).toContain("imports");
  });

  it.each(pages.map((page) => page.slice(app.length)))("%s is given all that it asks for", (page) => {
    const { asked, handed } = namespacesIn(framesOf(join(app, page)));
    expect([...asked].filter((name) => !handed.has(name))).toEqual([]);
  });
});
