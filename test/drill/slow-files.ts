/** Files made to be slow to read: the worker goes on beside them, and so do the imports of others. */
import { type Drill, playPart } from "./finding";
import { judgeImport, judgeStates } from "./judge-states";
import { LiveInstance } from "./live-instance";
import { expectStates, makeFile } from "./made-fleet";
import { openAppliance, opened, recordRelease, sendFile, settled, timesBefore } from "./played-site";
import { pause, secondsSince } from "./waiting";

const spaces = (count: number) => " ".repeat(count);
const longest = 99_000;

/** What each file holds; all within the limits of a file, a line and a cell. */
const files: Record<string, () => string> = {
  "headings of spaces and half a zone (H3)": () =>
    `${Array.from({ length: 9 }, () => `x${spaces(longest)}(utc`).join(",")}\r\na,b,c\r\n`,
  "thirty lines that might be headings": () =>
    Array.from(
      { length: 30 },
      () => `${Array.from({ length: 9 }, () => `Name${spaces(longest)}(utc`).join(",")}\r\n`,
    ).join(""),
  "200 columns of spaces": () => {
    const line = `${Array.from({ length: 200 }, (_, index) => `Last Connect ${index}${spaces(4_900)}`).join(",")}\r\n`;
    return line.repeat(20);
  },
  "quotation marks that never end": () =>
    `Name,Hostname,Status Details\r\n${`"a"b"c${'"'.repeat(301)},host,Offline since 2026-01-31 10:00:00\r\n`.repeat(2_000)}"${"x\r\n".repeat(200_000)}`,
  "long quotes": () =>
    `Name,Hostname,Status Details\r\n${`"${'""'.repeat(40_000)}",host,Offline since 2026-01-31 10:00:00\r\n`.repeat(40)}`,
  "statuses of words that repeat": () => {
    const words = [
      "offline since ",
      "connected ",
      "1/1/",
      "20",
      ": ",
      "GMT+",
      "(((",
      "   ",
      "-",
      "AM ",
      "never ",
    ];
    return `Name,Hostname,Status Details\r\n${words
      .map((word, index) => `pc${index},pc${index},${word.repeat(Math.floor(90_000 / word.length))}\r\n`)
      .join("")
      .repeat(5)}`;
  },
  "one line of separators": () => `Name,Hostname,Status Details\r\n${",;|\t".repeat(200_000)}\r\n`,
  "nested JSON": () => `[{"name":"pc","hostname":"pc","a":${"[".repeat(90_000)}${"]".repeat(90_000)}}]`,
  "a million tiny lines": () => `Name,Hostname,Status Details\r\n${"a\r\n".repeat(1_000_000)}`,
};

const heartbeatWithin = 20;

export const drillSlowFiles: Drill = async (plan) => {
  const instance = await LiveInstance.prepare();
  const play = async () => {
    await instance.start();
    const key = await instance.makeKey("admin");
    const times = timesBefore(Date.now());
    const theirs = await openAppliance(instance, key);
    const applianceId = await openAppliance(instance, key);
    const rolloutId = await recordRelease(instance, key, applianceId, times.installedAt);
    await opened(instance, key, rolloutId);
    const wrong: string[] = [];

    let isOver = false;
    let oldest = 0;
    let latest = 0;
    const watching = (async () => {
      while (!isOver) {
        const rows = await instance.query<{ name: string; age: number }>(
          "SELECT name, extract(epoch FROM clock_timestamp() - at)::float8 AS age FROM heartbeat WHERE name IN ('worker', 'slot_sweep')",
        );
        for (const { name, age } of rows) {
          if (name === "worker") oldest = Math.max(oldest, age);
          else latest = Math.max(latest, age);
        }
        await pause(250);
      }
    })();
    watching.catch(() => undefined);

    const sent: { name: string; id: number }[] = [];
    for (const [name, make] of Object.entries(files)) {
      const bytes = Buffer.from(make());
      sent.push({
        name,
        id: await sendFile(instance, key, theirs, { bytes, exportedAt: times.firstExportAt }),
      });
    }
    const beganMs = performance.now();
    const made = {
      rows: plan.rows,
      seed: 7,
      badEvery: 500,
      installedAt: times.installedAt,
      exportedAt: times.firstExportAt,
    };
    const file = makeFile(made);
    const id = await sendFile(instance, key, applianceId, file);
    await settled(instance, key, id);
    const after = secondsSince(beganMs);
    const stillRead = await instance.count(
      "SELECT count(*) AS n FROM import WHERE appliance_id = $1 AND status IN ('queued', 'parsing')",
      theirs,
    );
    const ends: string[] = [];
    for (const each of sent) {
      const status = await settled(instance, key, each.id);
      ends.push(status);
      if (!/^(done|failed|needs_mapping|needs_confirmation)$/.test(status))
        wrong.push(`${each.name} is ${status}`);
      const [row] = await instance.query<{ code: string | null }>(
        "SELECT problem->>'code' AS code FROM import WHERE id = $1",
        [each.id],
      );
      if (row?.code === "gave_up") wrong.push(`${each.name} was given up after too many attempts`);
      plan.say(`    ${each.name}: ${status} ${row?.code ?? ""}`);
    }
    isOver = true;
    await watching;
    if (oldest > heartbeatWithin) wrong.push(`the worker's heartbeat was ${oldest.toFixed(1)} s old`);
    if (latest > 2 * heartbeatWithin) wrong.push(`the sweep of slots was ${latest.toFixed(1)} s late`);
    wrong.push(...(await judgeImport(instance, id, file)));
    const rollout = { installedAt: times.installedAt, mode: "observe" } as const;
    wrong.push(...(await judgeStates(instance, rolloutId, expectStates([file], rollout, Date.now()))));
    return {
      figures: `heartbeat at most ${oldest.toFixed(1)} s old, sweep ${latest.toFixed(1)} s; the other import done after ${after} s, with ${stillRead} of theirs still to read`,
      wrong,
    };
  };
  try {
    return [await playPart(plan, "files made to be slow", Object.keys(files).length, play)];
  } finally {
    await instance.remove();
  }
};
