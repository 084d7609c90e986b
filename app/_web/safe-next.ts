// Decides where a person may be led after signing in: to a page of this site, nowhere else.

/** The path to go on to: `next` when it is a path of this very site that is a page, else `/`. */
export function safeNext(next: string | string[] | null | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/") || next.length > 2_000) return "/";
  const here = "http://rollcall.invalid";
  if (!URL.canParse(next, here)) return "/";
  const url = new URL(next, here);
  // "//elsewhere", "/\elsewhere" and tabs in between all parse to another origin.
  if (url.origin !== here || url.pathname.startsWith("//")) return "/";
  if (/^\/(api|sign-in|sign-out|set-up|invitation|new-password|demo)(\/|$)/.test(url.pathname)) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
