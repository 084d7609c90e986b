// The way out: a form post from one of our pages ends the session and leads to the sign-in page.
import { randomUUID } from "node:crypto";
import { apiHeaders } from "@/app/_web/api-headers";
import { refuseCrossSite } from "@/app/_web/cross-site";
import { problemResponse, tellable } from "@/app/_web/problem";
import { visitorOf } from "@/app/_web/true-address";
import { signOut } from "@/lib/access/sign-in";
import { databaseNow, pool } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";

/** A relative address: behind a proxy the request's own host is not the one that the browser knows. */
export async function POST(request: Request): Promise<Response> {
  const requestId = randomUUID();
  try {
    refuseCrossSite(request);
    const response = new Response(null, { status: 303, headers: { ...apiHeaders(), Location: "/sign-in" } });
    const now = await databaseNow(pool());
    const cookies = await signOut(pool(), now, visitorOf(request, requestId));
    for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
    return response;
  } catch (error) {
    const told = tellable(error, requestId);
    if (told !== error) log.error({ err: error, requestId, operation: "signOut" }, "a request failed");
    return problemResponse(told, apiHeaders());
  }
}

/** Nobody is signed out by a link: it leads home. */
export async function GET(): Promise<Response> {
  return new Response(null, { status: 303, headers: { ...apiHeaders(), Location: "/" } });
}
