/** The vendor's specification of the Configuration API, where it lies beside the checkout, as a check of answers. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
}

const file = fileURLToPath(
  new URL("../../../shared/vendor/bt-rs-configuration.openapi.yaml", import.meta.url),
);
/** Reads YAML; it came with somebody else's dependency, and may not. */
const reader = "yaml";

/** The schemas by name; null where the specification or a reader of YAML is missing. */
export function vendorSchemas(): Record<string, Schema> | null {
  if (!existsSync(file)) return null;
  try {
    const { parse } = createRequire(import.meta.url)(reader);
    return parse(readFileSync(file, "utf8")).components.schemas;
  } catch {
    return null;
  }
}

/**
 * What is wrong with a value, one sentence each. Where the prose says more than the schema, the prose holds: times that never were are
 * empty, and a Jumpoint's `jzp_*` are null until it connects after an upgrade.
 */
export function complaints(schemas: Record<string, Schema>, name: string, value: unknown): string[] {
  const check = (schema: Schema, given: unknown, path: string): string[] => {
    if (schema.$ref) return check(schemas[schema.$ref.split("/").pop() ?? ""] ?? {}, given, path);
    if (given === null) return schema.nullable || path.includes(".jzp_") ? [] : [`${path} is null`];
    if (schema.enum && !schema.enum.includes(given)) return [`${path} is ${given}`];
    switch (schema.type) {
      case "object": {
        const fields = given as Record<string, unknown>;
        const missing = (schema.required ?? []).filter((field) => !(field in fields));
        return [
          ...missing.map((field) => `${path}.${field} is missing`),
          ...Object.entries(fields).flatMap(([field, inside]) => {
            const known = schema.properties?.[field];
            return known ? check(known, inside, `${path}.${field}`) : [`${path}.${field} is unknown`];
          }),
        ];
      }
      case "array":
        return Array.isArray(given)
          ? given.flatMap((item, place) => check(schema.items ?? {}, item, `${path}[${place}]`))
          : [`${path} is no list`];
      case "integer":
        return Number.isInteger(given) && isWithin(schema, Number(given)) ? [] : [`${path} is ${given}`];
      case "boolean":
        return typeof given === "boolean" ? [] : [`${path} is ${given}`];
      case "string":
        return typeof given === "string" && isText(schema, given) ? [] : [`${path} is ${given}`];
      default:
        return [];
    }
  };
  return check(schemas[name] ?? {}, value, name);
}

function isWithin({ minimum = -Infinity, maximum = Infinity }: Schema, given: number): boolean {
  return given >= minimum && given <= maximum;
}

function isText({ minLength = 0, maxLength = Infinity, pattern, format }: Schema, given: string): boolean {
  if (format === "date-time") return given === "" || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/.test(given);
  return (
    given.length >= minLength && given.length <= maxLength && (!pattern || new RegExp(pattern).test(given))
  );
}
