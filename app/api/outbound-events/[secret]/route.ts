// Where appliances post their outbound events: the secret is in the address, since they can send no header.
import { randomUUID } from "node:crypto";
import { apiHeaders } from "@/app/_web/api-headers";
import { readBody } from "@/app/_web/json-body";
import { overloaded, problemResponse, tellable } from "@/app/_web/problem";
import { otherMethods } from "@/app/_web/route";
import { acceptOutbound } from "@/lib/feeds/outbound-events/accept-outbound";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { isOverloaded } from "@/lib/platform/overload";

/** Anything but 200 has the appliance send it again, and nothing else before it. The address is never logged. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ secret: string }> },
): Promise<Response> {
  const requestId = randomUUID();
  let response: Response;
  try {
    if (isOverloaded()) throw overloaded();
    const { secret } = await params;
    const body = await readBody(
      request,
      env().ROLLCALL_OUTBOUND_EVENT_KIB * 1024,
      "ROLLCALL_OUTBOUND_EVENT_KIB",
    );
    await acceptOutbound(secret, body.toString("utf8"));
    response = new Response("ok\n", { headers: { ...apiHeaders(), "content-type": "text/plain" } });
  } catch (error) {
    const told = tellable(error, requestId);
    if (told !== error) log.error({ err: error, requestId, operation: "outboundEvent" }, "a request failed");
    response = problemResponse(told, apiHeaders());
  }
  log.info({ operation: "outboundEvent", status: response.status, requestId }, "request");
  return response;
}

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
