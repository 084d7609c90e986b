/** What had to be assumed to read a file, each with what it rests on, so that nobody takes it for something the file says. */
import type { ClientKind } from "@/lib/core/client";
import type { DateOrder } from "./export-file/dates/read-date";
import type { OpenTable } from "./export-file/open-table";

/** `basis`: who or what said so. `appliance`: the setting of the appliance; `file`: the file decides it by itself. */
export type Assumption =
  | { what: "time_zone"; value: string; basis: "stated" | "remembered" | "heading" | "appliance" }
  | { what: "date_order"; value: DateOrder; basis: "stated" | "appliance" | "file" }
  | { what: "exported_at"; value: string; basis: "stated" | "newest_date" }
  | { what: "kind"; value: ClientKind; basis: "stated" | "label" | "column" }
  | { what: "complete"; value: "yes" | "no"; basis: "stated" | "default" };

/** What the reading of a file rested on. */
export interface ReadingBasis {
  tables: readonly OpenTable[];
  /** A time in it named no offset, so that a zone placed it. */
  hasLocalTimes: boolean;
  zone: { value: string; basis: "stated" | "remembered" | "appliance" };
  order: { value: DateOrder; basis: "stated" | "appliance" | "file" } | null;
  exportedAt: { value: string; basis: "stated" | "newest_date" };
  kind: ClientKind;
  kinds: readonly ClientKind[];
  complete: { value: boolean; isStated: boolean };
}

/** The list of assumptions, in the order in which a person asks for them. */
export function whatWasAssumed(basis: ReadingBasis): Assumption[] {
  const assumed: Assumption[] = [{ what: "exported_at", ...basis.exportedAt }];
  if (basis.hasLocalTimes) assumed.push({ what: "time_zone", ...basis.zone });
  for (const zone of new Set(basis.tables.flatMap(({ zones }) => zones))) {
    if (zone !== null) assumed.push({ what: "time_zone", value: zone, basis: "heading" });
  }
  if (basis.order !== null) assumed.push({ what: "date_order", ...basis.order });
  for (const kind of basis.kinds) {
    const isLabel = basis.tables.some(({ labelKind }) => labelKind === kind);
    assumed.push({
      what: "kind",
      value: kind,
      basis: isLabel ? "label" : kind === basis.kind ? "stated" : "column",
    });
  }
  const { value, isStated } = basis.complete;
  assumed.push({ what: "complete", value: value ? "yes" : "no", basis: isStated ? "stated" : "default" });
  return assumed;
}
