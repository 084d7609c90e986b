/** What is known about the file of an import. */
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { Terms } from "@/app/_components/terms";
import { When } from "@/app/_components/when.client";
import { type ImportDetail, isRunning } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { bytesText } from "./bytes-text";

const t = words("import");
const kinds = words("kinds");

const delimiterWords: Record<string, "comma" | "semicolon" | "tab" | "pipe"> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "pipe",
};

/** Renders what is known by now. */
export function AboutCard({ found }: { found: ImportDetail }) {
  const { format } = found;
  // What was assumed is told with the lines; imports of an earlier version kept no more than this.
  const isOld = found.lines === null && found.status === "done";
  const terms: [string, ReactNode][] = [
    [t("madeAt"), <Made key="made" found={found} />],
    [t("rows"), found.rowsTotal === 0 || isRunning(found) ? null : rowsText(found)],
    [t("kind"), kinds(`plural.${found.kind}`)],
    [t("appliance"), found.applianceName],
    [t("fileSize"), bytesText(found.fileBytes)],
    [t("format"), typeof format?.encoding === "string" ? formatText(format) : null],
    [t("complete"), isOld ? t(found.complete ? "completeYes" : "completeNo") : null],
    [t("timeZone"), isOld && typeof format?.timeZone === "string" ? format.timeZone : null],
    [t("dateOrder"), isOld ? orderText(format?.dateOrder) : null],
    [t("confirmedBy"), found.confirmedBy],
    [
      t("finished"),
      found.finishedAt === null ? null : (
        <When key="finished" at={found.finishedAt} zone={found.timeZone} as="both" />
      ),
    ],
  ];
  return (
    <Card title={t("about")}>
      <Terms terms={terms.filter(([, value]) => value !== null)} />
    </Card>
  );
}

/** Rule 2: as stated, or the newest date inside as the earliest it can be. */
function Made({ found }: { found: ImportDetail }) {
  const { parameters, timeZone } = found;
  const said = typeof parameters.exportedAt === "number" ? parameters.exportedAt : null;
  const exportedAt = found.exportedAt ?? said;
  if (exportedAt === null) return t("madeUnknown");
  const stated = found.exportedAt === null || found.exportedAtBasis === "stated";
  return (
    <>
      {!stated && `${t("madeAtLeast")} `}
      <When at={exportedAt} zone={timeZone} as="both" />
      {`, ${t(stated ? (found.feedId === null ? "madeStated" : "madeRead") : "madeNewest")}`}
    </>
  );
}

function rowsText({ rowsTotal, rowsAccepted, rowsRejected }: ImportDetail): string {
  return t("rowsText", { total: rowsTotal, accepted: rowsAccepted, rejected: rowsRejected });
}

function formatText(format: Record<string, unknown>): string {
  const encoding = String(format.encoding).toUpperCase();
  if (typeof format.delimiter !== "string") return t("formatJson", { encoding });
  const { delimiter } = format;
  const word = delimiterWords[delimiter];
  return t("formatText", {
    encoding,
    delimiter: word ? t(`delimiters.${word}`) : t("delimiters.other", { delimiter }),
  });
}

function orderText(order: unknown): string | null {
  return order === "ymd" || order === "dmy" || order === "mdy" ? t(`dateOrders.${order}`) : null;
}
