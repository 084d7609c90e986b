// A start on a disk that is really full: one sentence with the place and what to do, and nothing half written stays.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { secretOf, takeDataFolder, writeInstanceNote } from "../../../bin/start/data-folder.js";
import { whenThereIsSpace } from "../../../bin/start/disk-space.js";
import { asStartFailure, StartFailure } from "../../../bin/start/failure.js";
import { openCluster } from "../../../bin/start/postgres.js";
import { mountSmallDisk, type SmallDisk } from "../../drill/small-disk";

const quiet = () => undefined;

function tryToMount(): SmallDisk | undefined {
  try {
    return mountSmallDisk(64);
  } catch {
    return undefined;
  }
}

const disk = tryToMount();

/** What the terminal is told of what `work` throws. */
async function toldOf(folder: string, work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    const told = asStartFailure(error, `The data folder ${folder}`);
    expect(told).toBeInstanceOf(StartFailure);
    return (told as StartFailure).message;
  }
  throw new Error("it was not refused");
}

describe.skipIf(!disk)("on a disk that is full", () => {
  const { folder, fillUntil, empty, remove } = disk as SmallDisk;
  const files = () => readdirSync(folder).sort();
  const lock = join(folder, "rollcall.lock");

  beforeEach(() => fillUntil(0));
  afterEach(empty);
  afterAll(remove);

  it("no lock is taken and no half of one stays", async () => {
    const before = files();
    expect(await toldOf(folder, () => takeDataFolder(folder, quiet))).toBe(
      `${lock} cannot be written (ENOSPC): the disk is full. Nothing that was kept is lost; free some space and start again.`,
    );
    expect(files()).toEqual(before);
  });

  it("an instance that is stopping keeps its lock whole until it lets go", async () => {
    empty();
    const held = await takeDataFolder(folder, quiet);
    fillUntil(0);
    held.markStopping();
    expect(JSON.parse(readFileSync(lock, "utf8"))).toMatchObject({ pid: process.pid, stopping: true });
    held.release();
    expect(existsSync(lock)).toBe(false);
  });

  it("a note or a secret that cannot be replaced stays as it was", async () => {
    empty();
    writeInstanceNote(folder, { port: 1, processes: {} });
    fillUntil(0);
    const before = files();
    const note = await toldOf(folder, () => writeInstanceNote(folder, { port: 2, processes: {} }));
    expect(note).toContain(`The data folder ${folder} cannot be written (ENOSPC): the disk is full`);
    expect(JSON.parse(readFileSync(join(folder, "instance.json"), "utf8"))).toMatchObject({ port: 1 });
    expect(await toldOf(folder, () => secretOf(folder, undefined))).toContain("the disk is full");
    expect(files()).toEqual(before);
  });

  it("a database that was being made is told in one line with the folder, and its half is taken away", async () => {
    empty();
    fillUntil(8);
    const told = await toldOf(folder, () => openCluster(folder, quiet));
    expect(told).toMatch(
      /^The data folder .*No space left on device.*: the disk is full\. .*free some space/,
    );
    expect(told).toContain(folder);
    expect(told).not.toContain("\n");
    expect(readdirSync(folder).filter((name) => name.startsWith("postgres"))).toEqual([]);
  });

  it("what ended is started again as soon as there is space", async () => {
    const said: string[] = [];
    let isThere = false;
    const waiting = whenThereIsSpace(folder, (line) => void said.push(line)).then(() => {
      isThere = true;
    });
    await new Promise((next) => setTimeout(next, 1_500));
    expect(isThere).toBe(false);
    empty();
    await waiting;
    expect(said).toEqual([`The disk of ${folder} is full: what ended is started again when there is space.`]);
  });
});
