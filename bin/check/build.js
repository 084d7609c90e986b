// The build as a check: the same step as npm start, which does nothing while the build is fresh.
import { createAnnouncer } from "../start/announce.js";
import { setUpBuild } from "../start/set-up.js";

try {
  await setUpBuild(createAnnouncer(process.stdout));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
