/** What changed about a client between two snapshots, field by field. */
import { Text } from "@mantine/core";
import { words } from "@/lib/platform/words";

const t = words("import");
const common = words("common");

type Side = Record<string, unknown> | null;

/** Renders only the fields that differ: "Group: Lisbon → Porto". */
export function ChangeWords({ before, after }: { before: Side; after: Side }) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changed = names.filter((name) => written(before?.[name]) !== written(after?.[name]));
  return changed.map((name) => (
    <Text key={name} size="sm">
      <Text span inherit c="var(--quiet)">
        {fieldName(name)}:
      </Text>{" "}
      {written(before?.[name])} → <strong>{written(after?.[name])}</strong>
    </Text>
  ));
}

function fieldName(name: string): string {
  const key = `changeFields.${name}` as "changeFields.name";
  return t.has(key) ? t(key) : name;
}

function written(value: unknown): string {
  if (value === null || value === undefined || value === "") return t("nothing");
  return typeof value === "boolean" ? common(value ? "yes" : "no") : String(value);
}
