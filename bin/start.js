// npm start: from a fresh clone to a running Rollcall, and its supervisor until it is stopped. `--dev` for npm run dev, `--demo`
// for an instance with an invented appliance.
import { createAnnouncer } from "./start/announce.js";
import { StartFailure, toldAs } from "./start/failure.js";
import { endPrograms } from "./start/program.js";
import { PROJECT_FOLDER } from "./start/project.js";
import { setUpDependencies } from "./start/set-up.js";
import { onStopSignals } from "./start/stop-signals.js";

const dev = process.argv.includes("--dev");
const demo = process.argv.includes("--demo");
const began = performance.now();
const announcer = createAnnouncer(process.stdout);
const { say } = announcer;

/** @type {ReturnType<typeof import("./start/instance.js").startInstance> | undefined} */
let instance;
let stopping = false;

/** @param {number} exitCode */
async function stop(exitCode) {
  if (stopping) return;
  stopping = true;
  endPrograms();
  try {
    await instance?.stop();
  } catch (error) {
    process.stderr.write(
      `Rollcall did not stop cleanly: ${error instanceof Error ? error.message : error}\n`,
    );
    process.exit(1);
  }
  if (exitCode === 0) say("Rollcall has stopped.");
  process.exit(exitCode);
}

/** What is being written, for the sentence when that is refused. */
let place = PROJECT_FOLDER;

/** @param {unknown} error */
function fail(error) {
  if (stopping) return;
  process.stderr.write(`${toldAs(error, place)}\n`);
  void stop(1);
}

onStopSignals({
  say,
  stop() {
    say("Rollcall is stopping …");
    void stop(0);
  },
  force() {
    instance?.force();
    process.exit(1);
  },
});
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
// A reader of our output that goes away (a pipe into head) must not take the instance down with it.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

try {
  process.chdir(PROJECT_FOLDER);
  await setUpDependencies(announcer);
  // Loaded only now: these need the dependencies.
  const { readSettings, startInstance, writtenPlace } = await import("./start/instance.js");
  const settings = await readSettings(demo);
  place = writtenPlace(settings);
  if (!stopping) {
    const started = startInstance({
      settings,
      dev,
      demo,
      announcer,
      giveUp: (sentence) => fail(new StartFailure(sentence)),
    });
    instance = started;
    const firstAdmin = await started.ready;
    say(`Rollcall is ready: ${settings.ROLLCALL_URL} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    if (firstAdmin.kind === "link")
      say(`Set the first admin's password, this link works once: ${firstAdmin.url}`);
    if (firstAdmin.kind === "demo")
      say(`This is a demo: its data are invented. Come in, this link works once: ${firstAdmin.url}`);
    if (firstAdmin.kind === "created")
      say(`Sign in as ${firstAdmin.email} with the password from ROLLCALL_ADMIN_PASSWORD.`);
  }
} catch (error) {
  fail(error);
}
