"use client";
/** How a file was read when it was uploaded before, to be compared with what is said about it now. */
import { useEffect, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { exactText } from "@/app/_components/instant-text";
import type { ClientKind } from "@/lib/core/client";

/** What the API says of an import, as far as it is shown. */
interface Reading {
  kind: ClientKind;
  complete: boolean;
  exportedAt: string | null;
  exportedAtBasis: "stated" | "newest_date" | null;
}

/** Renders one sentence once it is known. */
export function EarlierReading({ importId }: { importId: number }) {
  const t = useTranslations("imports");
  const kinds = useTranslations("kinds.plural");
  const locale = useLocale();
  const [reading, setReading] = useState<Reading | null>(null);
  useEffect(() => {
    let over = false;
    callApi<Reading>("GET", `/api/v1/imports/${importId}`)
      .then((answer) => over || setReading(answer))
      .catch(() => undefined);
    return () => {
      over = true;
    };
  }, [importId]);
  if (reading === null) return null;
  const { kind, complete, exportedAt, exportedAtBasis } = reading;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return t("differsWas", {
    kind: kinds(kind),
    complete: complete ? "yes" : "no",
    made: exportedAtBasis === "stated" && exportedAt !== null ? "stated" : "unsaid",
    at: exportedAt === null ? "" : `${exactText(Date.parse(exportedAt), zone, locale)} (${zone})`,
  });
}
