// npm test: the set-up of npm start, then every check of npm run check.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createAnnouncer } from "./start/announce.js";
import { toldAs } from "./start/failure.js";
import { PROJECT_FOLDER } from "./start/project.js";
import { setUpDependencies } from "./start/set-up.js";

try {
  await setUpDependencies(createAnnouncer(process.stdout));
} catch (error) {
  process.stderr.write(`${toldAs(error, PROJECT_FOLDER)}\n`);
  process.stdout.write("0 passed, 1 failed, 0 skipped\n");
  process.exit(1);
}
const checks = spawn(process.execPath, [join(PROJECT_FOLDER, "bin/check.js"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
checks.once("exit", (code) => process.exit(code ?? 1));
