/** What happens in a fleet that others are told: by syslog, by outbound events. */

/** A sign-in: of a technician's console, of a person at /login, of an API account. */
export interface SignIn {
  what: "login" | "logout";
  at: number;
  target: "rep_client" | "web/login" | "web/api";
  user: string;
  displayName: string;
  /** The word behind "using"; null where the line names none, as for API accounts. */
  provider: string | null;
  ip: string;
  success: boolean;
}

/** An administrator's deed, or one of the appliance itself (site ID 0927, `site=host/appliance`). */
export interface AdminDeed {
  what: "deed";
  at: number;
  of: "site" | "appliance";
  event: string;
  fields: Readonly<Record<string, string>>;
  user: string;
  displayName: string;
  ip: string;
}

/** A support session by a technician with a Jump Client's machine. */
export interface SessionNews {
  what: "session_begins" | "session_ends";
  at: number;
  lsid: string;
  user: string;
  displayName: string;
  /** The technician's number. */
  userId: number;
  hostname: string;
}

export type Happening = SignIn | AdminDeed | SessionNews;
