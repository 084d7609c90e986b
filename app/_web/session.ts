// Decides who a page is rendered for: the signed-in person, or nobody and then the way to the sign-in page.
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { personOfSession, type SignedIn } from "@/lib/access/actor-of-session";
import { type Ctx, openContext } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { safeNext } from "./safe-next";

/** The header in which proxy.ts tells a page its own address. */
export const pathHeader = "x-rollcall-path";

/** The signed-in person, null when nobody is; asked once per request. */
export const signedInPerson = cache(
  async (): Promise<SignedIn | null> => personOfSession(pool(), new Headers(await headers())),
);

/** The context of a page; layout and page of one request share it. Redirects to the sign-in page when nobody is signed in. */
export const pageContext = cache(async (): Promise<Ctx> => {
  const person = await signedInPerson();
  if (!person) {
    const next = safeNext((await headers()).get(pathHeader));
    redirect(next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
  }
  return openContext(person.actor);
});
