// Whether Rollcall can be relied on now: for load balancers and monitors.
import { apiHeaders } from "@/app/_web/api-headers";
import { probe } from "@/lib/platform/db";
import { readReadiness } from "@/lib/platform/readiness";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const { ready, ...parts } = await readReadiness(probe());
  return Response.json(
    { status: ready ? "ok" : "unavailable", ...parts },
    { status: ready ? 200 : 503, headers: apiHeaders() },
  );
}
