// Once a demo is ready: lets its clock run, and prints as JSON the link by which one comes in.
import { issueDemoLink } from "../../lib/access/demo-link";
import { readDemoClock, steered, writeDemoClock } from "../../lib/platform/demo-clock";

const [folder = ""] = process.argv.slice(2);

try {
  const { url } = await issueDemoLink();
  writeDemoClock(folder, steered(readDemoClock(folder), Date.now(), { paused: false }));
  console.log(JSON.stringify({ kind: "demo", url }));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}
