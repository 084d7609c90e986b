/** Reads one Jump Group of the Configuration API (schema `JumpGroup`, version 1.10): the name behind a `jump_group_id`. */
import { asFields, readId, readText } from "./readings";

export interface JumpGroup {
  id: number;
  name: string | null;
}

/** @returns null where nobody can tell which one it is */
export function readJumpGroup(value: unknown): JumpGroup | null {
  const fields = asFields(value);
  const id = readId(fields?.id);
  return fields === null || id === null ? null : { id, name: readText(fields.name) };
}
