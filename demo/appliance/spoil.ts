/** How faults spoil answers: instead of one, or in its body. */
import { setTimeout as pause } from "node:timers/promises";
import { type Answer, type Appliance, type Asked, json } from "./appliance";

const paddingBytes = 1024 * 1024;

/** What is answered instead, after a wait where answers are slow; `nothing` closes the connection; null leaves it to the door. */
export async function spoil({ faults }: Appliance, { path }: Asked): Promise<Answer | "nothing" | null> {
  if (faults.take("down", path) !== null) return "nothing";
  const slowMs = faults.take("slow", path);
  if (slowMs !== null) await pause(slowMs);
  const location = faults.take("redirect", path);
  if (location !== null) return { status: 302, type: "text/html", body: "", headers: { Location: location } };
  const retryAfter = faults.take("tooMany", path);
  if (retryAfter !== null)
    return json(429, { message: "Too Many Requests" }, { "Retry-After": String(retryAfter) });
  if (faults.take("serverError", path) !== null)
    return path === "/api/command"
      ? { status: 500, type: "text/html", body: "<h1>Internal Server Error</h1>" }
      : json(500, { message: "An internal server error occurred." });
  return null;
}

/** The body in the pieces in which it is sent: whole, cut short, or padded with white space, which JSON and XML allow at the end. */
export function* spoilBody(
  { faults }: Appliance,
  { path }: Asked,
  { status, body }: Answer,
): Generator<string> {
  if (status !== 200 || path.startsWith("/stand-in") || path === "/oauth2/token") {
    yield body;
    return;
  }
  const share = faults.take("truncated", path);
  const padding = faults.take("hugeBody", path) ?? 0;
  yield share === null ? body : body.slice(0, Math.floor(body.length * share));
  const piece = " ".repeat(Math.min(paddingBytes, padding));
  for (let sent = 0; sent < padding; sent += piece.length) yield piece;
}
