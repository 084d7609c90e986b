// Decides whether the arguments of npm run api-key can be meant.
import { parseArgs } from "node:util";

const ROLES = ["admin", "lead", "technician", "viewer", "agent"];
const USAGE = "npm run -s api-key -- --name NAME --role admin|lead|technician|viewer|agent [--appliance ID]";

/**
 * @param {string[]} args without node and script
 * @returns {{ kind: "asked", key: { name: string, role: string, applianceId?: number } } | { kind: "wrong", sentence: string }}
 */
export function readApiKeyArguments(args) {
  const wrong = (/** @type {string} */ what) => ({
    kind: /** @type {const} */ ("wrong"),
    sentence: `${what}: ${USAGE}`,
  });
  /** @type {{ name?: string, role?: string, appliance?: string }} */
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: { name: { type: "string" }, role: { type: "string" }, appliance: { type: "string" } },
    }));
  } catch (error) {
    return wrong(
      error instanceof Error ? (error.message.split(". ")[0] ?? "").replace(/\.$/, "") : String(error),
    );
  }
  const name = values.name?.trim();
  if (!name) return wrong("Give the key a name with --name");
  if (!values.role) return wrong("Give the key a role with --role");
  if (!ROLES.includes(values.role)) return wrong(`There is no role "${values.role}"`);
  const appliance = values.appliance?.trim();
  if (appliance && !/^\d{1,9}$/.test(appliance)) return wrong("--appliance takes the number of an appliance");
  if (values.role === "agent" && !appliance)
    return wrong("An agent key belongs to one appliance, name it with --appliance");
  return {
    kind: "asked",
    key: { name, role: values.role, ...(appliance ? { applianceId: Number(appliance) } : {}) },
  };
}
