/** get_api_info: which API the appliance speaks, what the account may do, and what time it is there. */

import { soleText, textOf, wordOf } from "../fields";
import { type Outcome, refuse } from "../outcome";
import { readInstant } from "../timestamps";
import { attributeOf, childrenNamed, type XmlElement } from "../xml/xml-element";

/** What the API account may do with the Command API. */
export type CommandAccess = "full_access" | "read_only" | "deny";

/** `<api_information>` (recorded on 19.1.8; `company_name` is gone since 1.24.1). */
export interface ApiInfo {
  /** `1.19.0`; its release is told by `apiRelease`. */
  apiVersion: string;
  company: string | null;
  /** The appliance's clock when it answered, to the second. Epoch milliseconds. */
  clockAt: number | null;
  /** `null`: it does not say. `read_only` is enough for everything that Rollcall asks. */
  commandAccess: CommandAccess | null;
  /** Every permission by its name, as written: 1, 0, or a word. */
  permissions: Readonly<Record<string, string>>;
  notes: readonly string[];
}

const accesses = { full_access: "full_access", read_only: "read_only", deny: "deny" } as const;
/** The clock may be wrong by years, which is what it is read for; only what no clock shows is refused. */
const endOfClocks = Date.UTC(2100, 0, 1);

/** Without a version that reads as one, it is not the answer it seems to be. */
export function readApiInfo(root: XmlElement): Outcome<ApiInfo> {
  const problems: string[] = [];
  const apiVersion = soleText(root, "api_version", problems);
  const listed = childrenNamed(root, "permissions").flatMap((list) => childrenNamed(list, "permission"));
  const command = listed.filter((permission) => attributeOf(permission, "name") === "perm_command");
  // A wrapper, so that two that differ are found as for any other value.
  const commandAccess = wordOf({ ...root, children: command }, "permission", accesses, problems);
  if (problems[0] !== undefined)
    return refuse("unreadable", `The API information cannot be used: ${problems[0]}.`);
  if (apiVersion === null || !/^\d{1,4}(\.\d{1,6}){1,3}$/.test(apiVersion)) {
    return refuse(
      "missing",
      "The API information does not say which version of the API the appliance speaks.",
    );
  }
  const clock = readInstant(childrenNamed(root, "timestamp")[0], endOfClocks);
  return {
    kind: "read",
    value: {
      apiVersion,
      company: textOf(root, "company_name"),
      clockAt: clock.at,
      commandAccess,
      permissions: Object.fromEntries(
        listed.map((permission) => [attributeOf(permission, "name") ?? "", permission.text]),
      ),
      notes: clock.problem === null ? [] : [`The appliance's clock ${clock.problem}.`],
    },
  };
}
