import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataFolder, secretOf, takeDataFolder } from "../../../bin/start/data-folder.js";
import { takeFileLock } from "../../../bin/start/file-lock.js";
import { identityOf } from "../../../bin/start/process-identity.js";
import { checkPort } from "../../../bin/start/web-port.js";
import { runScript, scratchFolder } from "./scratch";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = scratchFolder());
});
afterEach(() => remove());

const quiet = () => undefined;
const holdLock = () =>
  runScript(`
    import { takeDataFolder } from "@bin/start/data-folder.js";
    const lock = await takeDataFolder(${JSON.stringify(folder)}, () => undefined);
    process.on("SIGTERM", () => { lock.markStopping(); setTimeout(() => { lock.release(); process.exit(0); }, 3_000); });
    setInterval(() => undefined, 1_000);
    console.log("held");
  `);

describe("the lock of the data folder", () => {
  it("refuses a folder that another instance uses, in one sentence that names the process", async () => {
    const other = holdLock();
    await other.said("held");
    await expect(takeDataFolder(folder, quiet)).rejects.toThrow(
      `The data folder ${folder} is in use by another Rollcall (process ${other.child.pid}): stop that one, or set ROLLCALL_DATA_DIR to another folder.`,
    );
    other.child.kill("SIGKILL");
    await other.ended;
  });

  it("waits for an instance that is stopping", async () => {
    const other = holdLock();
    await other.said("held");
    other.child.kill("SIGTERM");
    const told: string[] = [];
    const lock = await takeDataFolder(folder, (line) => void told.push(line));
    expect(told.join()).toContain("waiting for the instance that is stopping");
    lock.release();
    await other.ended;
  });

  it("takes over from an instance that was killed", async () => {
    const other = holdLock();
    await other.said("held");
    other.child.kill("SIGKILL");
    await other.ended;
    (await takeDataFolder(folder, quiet)).release();
  });

  it("sees that a process id was used again, and that a lock without content is nobody's", async () => {
    const file = join(folder, "rollcall.lock");
    writeFileSync(file, JSON.stringify({ ...identityOf(process.pid), began: "long ago", host: hostname() }));
    (await takeDataFolder(folder, quiet)).release();
    writeFileSync(file, "");
    const lock = await takeFileLock(file, (_holder, waitedMs) => waitedMs < 10_000);
    expect(lock).toBeDefined();
    lock?.release();
  });

  it("goes to exactly one of several that ask at once over a stale lock", async () => {
    writeFileSync(
      join(folder, "rollcall.lock"),
      JSON.stringify({ pid: 999_999, began: "x", host: hostname() }),
    );
    const source = `
      import { takeFileLock } from "@bin/start/file-lock.js";
      const lock = await takeFileLock(${JSON.stringify(join(folder, "rollcall.lock"))}, (_, ms) => ms < 1_000);
      console.log(lock ? "won" : "lost");
      setTimeout(() => process.exit(0), 3_000);
    `;
    const racers = [1, 2, 3, 4].map(() => runScript(source));
    await Promise.all(racers.map((racer) => racer.ended));
    const outcomes = racers.map((racer) => racer.output().trim()).sort();
    expect(outcomes).toEqual(["lost", "lost", "lost", "won"]);
  });
});

describe("the data folder", () => {
  it("is made, closed to others, with a secret that stays the same", () => {
    const path = join(folder, "a", "b");
    openDataFolder(path);
    const secret = secretOf(path, undefined);
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect(secretOf(path, "")).toBe(secret);
    expect(secretOf(path, "given")).toBe("given");
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(join(path, "secret")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(path, "secret"), "utf8").trim()).toBe(secret);
  });

  it("that cannot be written is refused in one sentence", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const sentence =
      /^The data folder .* cannot be written \(\w+\): give this user access to it or set ROLLCALL_DATA_DIR/;
    expect(() => openDataFolder(join(file, "data"))).toThrow(sentence);
    // Root may write everywhere, so a closed folder shows nothing there.
    if (process.getuid?.() !== 0) {
      const closed = join(folder, "closed");
      mkdirSync(closed);
      chmodSync(closed, 0o500);
      expect(() => openDataFolder(closed)).toThrow(sentence);
    }
  });
});

describe("the port", () => {
  it.each(["0.0.0.0", "127.0.0.1", "::"])("in use on %s is refused in one sentence", async (host) => {
    const server = createServer();
    await new Promise<void>((settle) => server.listen(0, host, settle));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(checkPort(port)).rejects.toThrow(
      `Port ${port} is in use by another program: stop that program, or set PORT to another number.`,
    );
    await new Promise((settle) => server.close(settle));
    await expect(checkPort(port)).resolves.toBeUndefined();
  });
});
