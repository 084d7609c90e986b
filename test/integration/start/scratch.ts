// What the tests of the start have in common: scratch folders, and scripts run as processes of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Makes a folder with a space in its name; `remove` throws it away. */
export function scratchFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "rollcall start "));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A script in its own Node process; `said(words)` waits until its output holds them. */
export type Script = {
  child: ChildProcess;
  output: () => string;
  said: (words: string) => Promise<void>;
  ended: Promise<unknown[]>;
};

/** Runs ESM source whose imports from `bin/` are written `@bin/…`. */
export function runScript(source: string): Script {
  const code = source.replaceAll("@bin/", `${new URL(`file://${resolve("bin")}`).href}/`);
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let output = "";
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
      for (const watch of watchers) watch();
    });
  }
  const said = (words: string) =>
    new Promise<void>((settle, reject) => {
      const watch = () => output.includes(words) && settle();
      watchers.add(watch);
      watch();
      void ended.then(() =>
        setImmediate(() => reject(new Error(`ended without saying "${words}":\n${output}`))),
      );
    });
  return { child, output: () => output, said, ended };
}
