// Decides what is known of a request at the doors: where it truly comes from, and what its browser says and carries.

export interface Visitor {
  /** As they came; only the cookies and the user agent are read. */
  headers: Headers;
  /** The client's address as `normalAddress` writes it, null when it is unknown. */
  address: string | null;
  /** The number under which the log has the request. */
  requestId?: string | undefined;
}

const longestAgent = 300;

/** What the browser calls itself, cut; null when it says nothing. */
export function userAgentOf({ headers }: Visitor): string | null {
  return headers.get("user-agent")?.slice(0, longestAgent) || null;
}
