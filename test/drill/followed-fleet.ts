/** A large fleet followed by all feeds through two releases: the test of the feeds with as many clients as are asked for. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../../bin/start/project.js";
import { type Drill, playPart } from "./finding";

const test = "test/integration/feeds/followed.test.ts";
const shownChars = 4_000;

export const drillFollowedFleet: Drill = async (plan) => {
  const what = `${plan.rows} clients of all kinds are followed through two releases and every fault`;
  return [await playPart(plan, what, 1, () => follow(plan.rows))];
};

async function follow(clients: number): Promise<{ figures: string; wrong: string[] }> {
  const child = spawn(
    process.execPath,
    [join(PROJECT_FOLDER, "node_modules/vitest/vitest.mjs"), "run", "--project", "integration", test],
    {
      cwd: PROJECT_FOLDER,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "test", NO_COLOR: "1", FOLLOWED_CLIENTS: String(clients) },
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece) => {
      output += String(piece);
    });
  }
  const [code] = await once(child, "exit");
  const figures = /^\{"compared".*\}$/m.exec(output)?.[0] ?? "";
  return { figures, wrong: code === 0 ? [] : [output.slice(-shownChars)] };
}
