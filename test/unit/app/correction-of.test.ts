// How an assumption is corrected: every one has its sentence, and nobody is told to upload what a feed brought.
import { describe, expect, it } from "vitest";
import { correctionOf } from "@/app/(house)/imports/[id]/_import/correction-of";
import type { Assumption } from "@/lib/intake/assumptions";
import { words } from "@/lib/platform/words";

const all: Assumption[] = [
  ...(["stated", "newest_date"] as const).map((basis) => ({
    what: "exported_at" as const,
    value: "",
    basis,
  })),
  ...(["stated", "remembered", "heading", "appliance"] as const).map((basis) => ({
    what: "time_zone" as const,
    value: "UTC",
    basis,
  })),
  ...(["stated", "appliance", "file"] as const).map((basis) => ({
    what: "date_order" as const,
    value: "ymd" as const,
    basis,
  })),
  ...(["stated", "label", "column"] as const).map((basis) => ({
    what: "kind" as const,
    value: "jump_client" as const,
    basis,
  })),
  ...(["yes", "no"] as const).map((value) => ({
    what: "complete" as const,
    value,
    basis: "default" as const,
  })),
];
const t = words("import");
type Key = Parameters<typeof t>[0];

describe.each(["upload", "folder", "url", "list"] as const)(
  "what was assumed of a list that came by: %s",
  (cameBy) => {
    it.each(all)("$what $value $basis", (each) => {
      const key = correctionOf(each, cameBy) as Key;
      expect(t.has(key), key).toBe(true);
      if (cameBy !== "upload") expect(t(key)).not.toMatch(/upload/i);
    });
  },
);
