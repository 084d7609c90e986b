// The way out: a form post from one of our pages ends the session and leads to the sign-in page.
import { randomUUID } from "node:crypto";
import { apiHeaders } from "@/app/_web/api-headers";
import { refuseCrossSite } from "@/app/_web/cross-site";
import { problemResponse, tellable } from "@/app/_web/problem";
import { signOut } from "@/lib/access/sign-in";
import { log } from "@/lib/platform/log";

/** A relative address: behind a proxy the request's own host is not the one that the browser knows. */
export async function POST(request: Request): Promise<Response> {
  const requestId = randomUUID();
  try {
    refuseCrossSite(request);
    const response = new Response(null, { status: 303, headers: { ...apiHeaders(), Location: "/sign-in" } });
    for (const cookie of await signOut(request.headers)) response.headers.append("Set-Cookie", cookie);
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
