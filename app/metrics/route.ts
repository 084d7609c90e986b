// What Prometheus asks for, with a key; on a port of its own it is open (app/_web/metrics-port.ts).
import { collectMetrics } from "@/app/_web/metrics";
import { otherMethods, rawRoute } from "@/app/_web/route";
import { metricsMediaType } from "@/lib/platform/metrics-text";

export const dynamic = "force-dynamic";

export const GET = rawRoute(
  {
    operation: { id: "getMetrics", summary: "Numbers for Prometheus", tag: "metrics" },
    deed: "metrics.read",
    answers: { 200: { mediaType: metricsMediaType, description: "Prometheus text format 0.0.4" } },
  },
  async ({ ctx }) =>
    new Response(await collectMetrics(ctx), { headers: { "Content-Type": metricsMediaType } }),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
