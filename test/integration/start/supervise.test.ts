import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isRunning, until } from "../../../bin/start/process-identity.js";
import { endGroup, supervise } from "../../../bin/start/supervise.js";
import { runScript, scratchFolder } from "./scratch";

function startProgram(code: string) {
  const child = spawn(process.execPath, ["--eval", code], { detached: true, stdio: "ignore" });
  const ended = new Promise<string>((settle) => {
    child.once("exit", (exitCode, name) => settle(name ? `signal ${name}` : `exit code ${exitCode}`));
  });
  return { pid: child.pid ?? 0, ended };
}

it("gives up with a sentence when a process keeps ending", async () => {
  const said: string[] = [];
  let starts = 0;
  const sentence = await new Promise<string>((giveUp) => {
    const worker = supervise(
      {
        name: "The worker",
        start: async () => {
          starts += 1;
          return startProgram("process.exit(3)");
        },
        say: (line) => void said.push(line),
        giveUp,
      },
      10,
    );
    void worker.launch();
  });
  expect(sentence).toBe(
    "The worker ended unexpectedly (exit code 3) for the 6th time within a minute: Rollcall stops. The lines above say why.",
  );
  expect(starts).toBe(6);
  expect(said).toContain("The worker ended unexpectedly (exit code 3); it is started again in 0.01 s.");
});

it("waits for what it needs before a restart and does not count ends that are excused", async () => {
  let databaseIsUp = false;
  let restarted = 0;
  const worker = supervise(
    {
      name: "The worker",
      start: async () => {
        restarted += 1;
        return startProgram(restarted > 1 ? "setInterval(() => {}, 1000)" : "process.exit(1)");
      },
      say: () => undefined,
      giveUp: () => undefined,
      isExcused: () => !databaseIsUp,
      before: async () => {
        expect(restarted).toBe(1);
        databaseIsUp = true;
      },
    },
    10,
  );
  await worker.launch();
  await until(() => restarted === 2 && worker.isUp(), 10_000);
  expect(databaseIsUp).toBe(true);
  await worker.stop((pid) => endGroup(pid, 5_000));
});

it("ends a process that will not listen, with everything it started", async () => {
  const { folder, remove } = scratchFolder();
  const note = join(folder, "inner");
  const stubborn = startProgram(`
    process.on("SIGTERM", () => undefined);
    const inner = require("node:child_process").spawn("sleep", ["600"], { stdio: "ignore" });
    require("node:fs").writeFileSync(${JSON.stringify(note)}, String(inner.pid));
    setInterval(() => undefined, 1000);
  `);
  await until(() => existsSync(note), 10_000);
  const inner = Number(readFileSync(note, "utf8"));
  expect(isRunning(inner)).toBe(true);
  await endGroup(stubborn.pid, 300);
  expect(await stubborn.ended).toBe("signal SIGKILL");
  expect(await until(() => !isRunning(inner), 5_000)).toBe(true);
  remove();
});

it("web and worker end by themselves when the supervisor was killed", async () => {
  const supervisor = runScript(`
    import { spawn } from "node:child_process";
    const watch = new URL("@bin/start/end-with-parent.js").href;
    const child = spawn(process.execPath, ["--import", watch, "--eval", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
    setTimeout(() => console.log("child " + child.pid + " ready"), 1_000);
    setInterval(() => undefined, 1_000);
  `);
  await supervisor.said(" ready");
  const child = Number(/child (\d+)/.exec(supervisor.output())?.[1]);
  expect(isRunning(child)).toBe(true);
  supervisor.child.kill("SIGKILL");
  expect(await until(() => !isRunning(child), 10_000)).toBe(true);
});
