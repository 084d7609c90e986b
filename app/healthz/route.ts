// Whether this process answers at all; asks nobody else.
import { apiHeaders } from "@/app/_web/api-headers";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  return Response.json({ status: "ok" }, { headers: apiHeaders() });
}
