// A database folder that is not empty is never taken away, whatever it lacks: each state gets one sentence, and every file stays.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretOf, takeDataFolder } from "../../../bin/start/data-folder.js";
import { openFilesIn } from "../../../bin/start/open-files.js";
import {
  endLeftover,
  endPostgres,
  freePort,
  openCluster,
  startPostgres,
} from "../../../bin/start/postgres.js";
import { identityOf, isKnown, isRunning, until } from "../../../bin/start/process-identity.js";
import { scratchFolder } from "./scratch";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = scratchFolder());
});
afterEach(() => remove());

const quiet = () => undefined;
const open = () => openCluster(folder, quiet);
const postgres = () => join(folder, "postgres");
const passwordFile = () => join(folder, "postgres-password");
const filesIn = (path: string) => readdirSync(path, { recursive: true }).sort();

describe("a database folder that is not whole", () => {
  it("without PG_VERSION keeps every file and says what to do", async () => {
    await open();
    writeFileSync(join(postgres(), "MARKER"), "mine");
    rmSync(join(postgres(), "PG_VERSION"));
    const before = filesIn(folder);
    await expect(open()).rejects.toThrow(
      `${postgres()} holds files but no PG_VERSION, so it is no whole database: restore the backup into it, or move the folder away to begin with an empty database. Nothing was changed.`,
    );
    expect(filesIn(folder)).toEqual(before);
  });

  it("of which only the password is left is not begun anew", async () => {
    await open();
    const password = readFileSync(passwordFile(), "utf8");
    rmSync(postgres(), { recursive: true });
    await expect(open()).rejects.toThrow(/belongs to a database that is not in/);
    expect(readFileSync(passwordFile(), "utf8")).toBe(password);
    expect(existsSync(postgres())).toBe(false);
  });

  it.each([
    ["missing", () => rmSync(passwordFile())],
    ["empty", () => writeFileSync(passwordFile(), "\n")],
  ])("whose password is %s is not opened, and not changed", async (word, spoil) => {
    await open();
    spoil();
    const before = filesIn(folder);
    await expect(open()).rejects.toThrow(`${passwordFile()} is ${word}`);
    expect(filesIn(folder)).toEqual(before);
  });

  it("whose password is another's is told at once, without waiting a minute", async () => {
    const cluster = await open();
    writeFileSync(passwordFile(), "not-the-one\n");
    const began = performance.now();
    await expect(startPostgres({ ...cluster, password: "not-the-one" }, await freePort())).rejects.toThrow(
      /is not that of the database in .* restore both from the same backup/,
    );
    expect(performance.now() - began).toBeLessThan(20_000);
    await endLeftover(cluster.folder);
  });

  it("beside which somebody else's folder stands in the way keeps that too", async () => {
    mkdirSync(`${postgres()}.new`);
    writeFileSync(join(`${postgres()}.new`, "notes.txt"), "mine");
    await expect(open()).rejects.toThrow(/is in the way of making the database/);
    expect(readFileSync(join(`${postgres()}.new`, "notes.txt"), "utf8")).toBe("mine");
  });

  it("that an interrupted first start left half made is made, or finished where only its last step lacks", async () => {
    await open();
    const half = `${postgres()}.new`;
    mkdirSync(half);
    writeFileSync(join(half, ".made-by-rollcall"), "");
    cpSync(passwordFile(), join(half, ".password"));
    cpSync(postgres(), join(half, "cluster"), { recursive: true });
    rmSync(postgres(), { recursive: true });
    const cluster = await open();
    const running = await startPostgres(cluster, await freePort());
    await endPostgres(running.pid);
    expect(existsSync(half)).toBe(false);
  });

  it("whose postmaster.pid is empty or torn starts", async () => {
    const cluster = await open();
    for (const text of ["", "\u0000\u0000garbage"]) {
      writeFileSync(join(cluster.folder, "postmaster.pid"), text);
      expect(await endLeftover(cluster.folder)).toBe(false);
      const running = await startPostgres(cluster, await freePort());
      await endPostgres(running.pid);
    }
  });
});

describe("the secret of the data folder", () => {
  it("that was lost beside a database is made anew only with a loud word", async () => {
    const told: string[] = [];
    const say = (line: string) => void told.push(line);
    const first = secretOf(folder, undefined, say);
    expect(told).toEqual([]);
    await open();
    writeFileSync(join(folder, "secret"), "");
    expect(secretOf(folder, undefined, say)).not.toBe(first);
    expect(told.join()).toMatch(/a new secret is made: everybody has to sign in again/);
  });
});

describe.skipIf(process.platform !== "linux")(
  "a postmaster that was killed and that nobody has taken note of",
  () => {
    it("is not in the way of the next one", async () => {
      const cluster = await open();
      // What ends in the background of a program that never waits stays known to the system.
      const program = "sleep 0.5 & echo $!; exec sleep 300";
      const neverWaits = spawn("/bin/sh", ["-c", program], { cwd: "/", ...cluster.user.ids });
      const [printed] = (await once(neverWaits.stdout, "data")) as [Buffer];
      const pid = Number(printed.toString());
      await until(() => !isRunning(pid), 10_000);
      expect(isKnown(pid)).toBe(true);
      writeFileSync(join(cluster.folder, "postmaster.pid"), `${pid}\n${cluster.folder}\n`);
      expect(await endLeftover(cluster.folder)).toBe(false);
      const running = await startPostgres(cluster, await freePort());
      await endPostgres(running.pid);
      neverWaits.kill();
    });
  },
);

describe("the lock of the data folder", () => {
  it("that names a living process which is not Rollcall says so, and which file to remove", async () => {
    const init = identityOf(1);
    const program = readFileSync("/proc/1/comm", "utf8").trim();
    if (/node|next|MainThread/i.test(program)) return;
    const { hostname } = await import("node:os");
    writeFileSync(join(folder, "rollcall.lock"), JSON.stringify({ ...init, host: hostname() }));
    await expect(takeDataFolder(folder, quiet)).rejects.toThrow(
      `names process 1, which is ${program} and not Rollcall: remove that file if no Rollcall uses the folder`,
    );
  });
});

describe("the files that a process may open", () => {
  it.each([
    ["Max open files            256                  256                  files", 256],
    ["Max open files            unlimited            unlimited            files", Number.POSITIVE_INFINITY],
    ["something else", Number.POSITIVE_INFINITY],
  ])("%s", (line, most) => {
    expect(openFilesIn(`Max processes  1 1 processes\n${line}\n`)).toBe(most);
  });
});
