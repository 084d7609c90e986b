/** Starts on data folders that are not whole, beside others, or with wrong settings: one sentence, nothing changed; or it runs. */
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { identityOf } from "../../bin/start/process-identity.js";
import { type Drill, type DrillPlan, type Finding, playPart } from "./finding";
import { LiveInstance, StartRefused } from "./live-instance";
import { openAppliance } from "./played-site";
import { must } from "./requests";

/** One state of the data folder and what a start must do with it. */
interface BrokenState {
  what: string;
  spoil(folder: string): void;
  /** The sentence of the refusal; absent: it starts, and everything is there. */
  refuses?: RegExp;
  /** What a start says that runs all the same. */
  says?: RegExp;
  /** Makes it whole again; the next start must find everything. */
  mend?(folder: string): void;
  settings?: Record<string, string>;
}

const postgres = (folder: string) => join(folder, "postgres");
const password = (folder: string) => join(folder, "postgres-password");
const aside = (folder: string, name: string) => join(folder, `aside-${name}`);

const states: readonly BrokenState[] = [
  {
    what: "PG_VERSION is missing",
    spoil(folder) {
      writeFileSync(join(postgres(folder), "MARKER"), "mine");
      renameSync(join(postgres(folder), "PG_VERSION"), aside(folder, "version"));
    },
    refuses: /holds files but no PG_VERSION/,
    mend(folder) {
      if (readFileSync(join(postgres(folder), "MARKER"), "utf8") !== "mine")
        throw new Error("MARKER changed");
      renameSync(aside(folder, "version"), join(postgres(folder), "PG_VERSION"));
    },
  },
  {
    what: "the database's folder is missing",
    spoil: (folder) => renameSync(postgres(folder), aside(folder, "postgres")),
    refuses: /belongs to a database that is not in/,
    mend: (folder) => renameSync(aside(folder, "postgres"), postgres(folder)),
  },
  {
    what: "the database's password is missing",
    spoil: (folder) => renameSync(password(folder), aside(folder, "password")),
    refuses: /postgres-password is missing/,
    mend: (folder) => renameSync(aside(folder, "password"), password(folder)),
  },
  {
    what: "the database's password is empty",
    spoil(folder) {
      cpSync(password(folder), aside(folder, "password"));
      writeFileSync(password(folder), "");
    },
    refuses: /postgres-password is empty/,
    mend: (folder) => renameSync(aside(folder, "password"), password(folder)),
  },
  {
    what: "the database's password is another's",
    spoil(folder) {
      cpSync(password(folder), aside(folder, "password"));
      writeFileSync(password(folder), "not-the-one\n");
    },
    refuses: /is not that of the database/,
    mend: (folder) => renameSync(aside(folder, "password"), password(folder)),
  },
  {
    what: "somebody's folder stands where the database would be made",
    spoil(folder) {
      mkdirSync(`${postgres(folder)}.new`);
      writeFileSync(join(`${postgres(folder)}.new`, "notes.txt"), "mine");
    },
    refuses: /was not made by Rollcall/,
    mend: (folder) => rmSync(`${postgres(folder)}.new`, { recursive: true }),
  },
  {
    what: "postmaster.pid is empty",
    spoil: (folder) => writeFileSync(join(postgres(folder), "postmaster.pid"), ""),
  },
  {
    what: "postmaster.pid is garbage",
    spoil: (folder) => writeFileSync(join(postgres(folder), "postmaster.pid"), "\u0000\u0000garbage"),
  },
  {
    what: "the note of the last run is garbage",
    spoil: (folder) => writeFileSync(join(folder, "instance.json"), "{"),
  },
  { what: "the lock is empty", spoil: (folder) => writeFileSync(join(folder, "rollcall.lock"), "") },
  {
    what: "the lock names a process that is gone",
    spoil: (folder) =>
      writeFileSync(
        join(folder, "rollcall.lock"),
        JSON.stringify({ pid: 2 ** 22 - 1, began: "0/0", host: hostname() }),
      ),
  },
  {
    what: "the lock names a foreign process that lives",
    spoil: (folder) =>
      writeFileSync(join(folder, "rollcall.lock"), JSON.stringify({ ...identityOf(1), host: hostname() })),
    refuses: /rollcall\.lock names process 1|in use by another Rollcall \(process 1\)/,
    mend: (folder) => rmSync(join(folder, "rollcall.lock")),
  },
  {
    what: "the secret is missing",
    spoil: (folder) => rmSync(join(folder, "secret")),
    says: /secret was missing or empty, so a new secret is made/,
  },
  {
    what: "the secret is empty",
    spoil: (folder) => writeFileSync(join(folder, "secret"), ""),
    says: /secret was missing or empty, so a new secret is made/,
  },
  {
    what: "a setting is wrong",
    spoil: () => undefined,
    settings: { ROLLCALL_SWEEP_SECONDS: "soon", ROLLCALL_WEB_POOL: "0" },
    refuses: /Correct these settings and start again: .*ROLLCALL_WEB_POOL.*ROLLCALL_SWEEP_SECONDS/,
    mend: () => undefined,
  },
];

/** Names and sizes of all files, but for what every start writes. */
function filesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !/(rollcall\.lock|instance\.json|-start\.log)$|\/log\/|\/pg_wal\/|\/pg_stat|postmaster|pg_control|pg_internal|\/global\/|\/pg_logical\//.test(
          file,
        ),
    )
    .map((file) => `${file} ${statSync(file).size}`)
    .sort()
    .join("\n");
}

/** What a refusal must be: a sentence or two, no stack, exit code 1, and soon. */
function judgeRefusal(error: unknown, wanted: RegExp): string[] {
  if (!(error instanceof StartRefused))
    return [`it did not refuse: ${(error as Error)?.message ?? "it started"}`];
  const wrong: string[] = [];
  if (!wanted.test(error.message)) wrong.push(`it said: ${error.message}`);
  if (error.exitCode !== 1) wrong.push(`its exit code was ${error.exitCode}`);
  if (error.sentences.length > 3)
    wrong.push(`it said ${error.sentences.length} lines: ${error.sentences.join(" | ")}`);
  if (error.sentences.some((line) => /^\s+at /.test(line))) wrong.push("it said a stack trace");
  return wrong;
}

async function refusal(instance: LiveInstance, settings = {}, through?: string): Promise<unknown> {
  return instance.start(settings, through).then(
    () => null,
    (error: Error) => error,
  );
}

interface World {
  instance: LiveInstance;
  key: string;
  applianceId: number;
}

/** Everything that was there is there. */
async function judgeWhole({ instance, key, applianceId }: World): Promise<string[]> {
  const { body } = await must(200, instance, `/api/v1/appliances/${applianceId}`, { key });
  return body.id === applianceId ? [] : [`the appliance is ${JSON.stringify(body)}`];
}

async function playState(world: World, state: BrokenState): Promise<{ figures: string; wrong: string[] }> {
  const { instance } = world;
  const folder = instance.dataFolder;
  const wrong: string[] = [];
  state.spoil(folder);
  let figures = "it ran";
  if (state.refuses) {
    const before = filesIn(folder);
    const error = await refusal(instance, state.settings);
    wrong.push(...judgeRefusal(error, state.refuses));
    if (error === null) await instance.stop();
    if (error instanceof StartRefused) figures = `refused after ${error.seconds.toFixed(1)} s`;
    const after = filesIn(folder);
    if (after !== before) wrong.push(`files were changed: ${differenceOf(before, after)}`);
    state.mend?.(folder);
  }
  const from = instance.lines.length;
  await instance.start();
  wrong.push(...(await judgeWhole(world)));
  await instance.stop();
  const { says } = state;
  if (says && !instance.lines.slice(from).some((line) => says.test(line)))
    wrong.push("the start said nothing of it");
  return { figures, wrong };
}

function differenceOf(before: string, after: string): string {
  const known = new Set(before.split("\n"));
  const still = new Set(after.split("\n"));
  const gone = [...known].filter((line) => !still.has(line));
  const come = [...still].filter((line) => !known.has(line));
  return `gone ${gone.slice(0, 3).join(", ")}; come ${come.slice(0, 3).join(", ")}`;
}

async function playNeighbours(world: World): Promise<{ figures: string; wrong: string[] }> {
  const { instance } = world;
  await instance.start();
  const elsewhere = await LiveInstance.prepare();
  const inUse = await refusal(elsewhere, { ROLLCALL_DATA_DIR: instance.dataFolder });
  const wrong = judgeRefusal(inUse, /is in use by another Rollcall/);
  const samePort = await refusal(elsewhere, { PORT: String(instance.port) });
  wrong.push(...judgeRefusal(samePort, /Port \d+ is in use/));
  await elsewhere.remove();
  wrong.push(...(await judgeWhole(world)));
  await instance.stop();
  const server = createServer();
  await new Promise<void>((listening) => server.listen(instance.port, "127.0.0.1", listening));
  wrong.push(...judgeRefusal(await refusal(instance), /Port \d+ is in use/));
  await new Promise((closed) => server.close(closed));
  return { figures: "three refusals", wrong };
}

async function playFewFiles(world: World): Promise<{ figures: string; wrong: string[] }> {
  const error = await refusal(world.instance, {}, 'ulimit -n 256 && exec "$@"');
  const wrong = judgeRefusal(error, /may open only 256 files/);
  if (error === null) await world.instance.stop();
  return {
    figures: error instanceof StartRefused ? `refused after ${error.seconds.toFixed(1)} s` : "",
    wrong,
  };
}

export const drillBrokenStarts: Drill = async (plan: DrillPlan) => {
  const instance = await LiveInstance.prepare();
  try {
    await instance.start();
    const key = await instance.makeKey("admin");
    const applianceId = await openAppliance(instance, key);
    await instance.stop();
    const world = { instance, key, applianceId };
    const findings: Finding[] = [];
    for (const [index, state] of states.entries()) {
      if (!plan.wants(`starts.${index + 1}`)) continue;
      findings.push(await playPart(plan, `a start when ${state.what}`, 1, () => playState(world, state)));
    }
    if (plan.wants("starts.neighbours"))
      findings.push(
        await playPart(plan, "a start on a folder or a port in use", 3, () => playNeighbours(world)),
      );
    if (plan.wants("starts.few-files"))
      findings.push(await playPart(plan, "a start with ulimit -n 256", 1, () => playFewFiles(world)));
    return findings;
  } finally {
    await instance.remove();
  }
};
