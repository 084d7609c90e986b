// Runs one of our programs to its end during set-up, in such a way that an interrupted start takes it along.
import { spawn } from "node:child_process";
import { StartFailure } from "./failure.js";
import { signal } from "./process-identity.js";

/** @type {Set<import("node:child_process").ChildProcess>} */
const underWay = new Set();

/**
 * Runs a program and gives what it wrote to stdout. stderr is shown (`showOutput`) or kept for the failure.
 * @param {string} command @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, failure?: string, showOutput?: boolean, tell?: (line: string) => void }} options
 * `tell` is given the lines that begin with "… ", which say how far it is; `failure` opens the sentence; without it the program's own last words are the sentence
 * @returns {Promise<string>} @throws {StartFailure} with the program's last words
 */
export async function runProgram(
  command,
  args,
  { cwd, env = process.env, failure, showOutput = false, tell },
) {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  underWay.add(child);
  let output = "";
  let everything = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
    everything += chunk;
    if (showOutput) process.stderr.write(chunk);
    for (const line of String(chunk).split("\n")) if (tell && line.startsWith("… ")) tell(line);
  });
  child.stderr.on("data", (chunk) => {
    everything += chunk;
    if (showOutput) process.stderr.write(chunk);
  });
  const how = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, name) => resolve(name ?? code));
  });
  underWay.delete(child);
  if (how === 0) return output;
  const lines = everything.trim().split("\n");
  // Some programs say first what is wrong and some last.
  const words = (lines.length > 24 ? [...lines.slice(0, 12), "…", ...lines.slice(-12)] : lines).join("\n");
  if (!failure) throw new StartFailure(words || `${args.at(-1)} failed (${how})`);
  throw new StartFailure(showOutput ? `${failure} (${how}).` : `${failure} (${how}):\n${words}`);
}

/** Ends what `runProgram` has under way, with everything it started. */
export function endPrograms() {
  for (const child of underWay) if (child.pid) signal(-child.pid, "SIGTERM");
}
