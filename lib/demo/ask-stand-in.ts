/** Speaks to the stand-in appliance of a demo, under the addresses that steer it. */
import { env } from "@/lib/platform/env";
import { AppError, notFound, unprocessable } from "@/lib/platform/errors";
import { ask } from "@/lib/platform/outgoing";
import type { BreakableState } from "./faults";

/** What is read of the stand-in's own account of itself. */
export interface StandInState extends BreakableState {
  /** False while its unit installs a release. */
  up: boolean;
  units: Record<"A" | "B", { version: string }>;
}

/** @throws AppError 404 outside of a demo, 422 with the stand-in's sentence, 503 `stand_in_away` while it does not answer */
export async function askStandIn<T>(path: string, method: "GET" | "POST", body?: unknown): Promise<T> {
  const base = env().ROLLCALL_DEMO_STAND_IN;
  if (base === undefined) throw notFound("demo", "here");
  const asked = await ask(`${base}/stand-in/${path}`, {
    method,
    maxBytes: 1_048_576,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (asked.kind !== "answered" || !asked.isWhole)
    throw new AppError(503, "stand_in_away", "The stand-in appliance does not answer at the moment.");
  const said = JSON.parse(asked.body.toString("utf8")) as T & { message?: string };
  if (asked.status === 422) throw unprocessable("not_possible_now", said.message ?? "");
  return said;
}
