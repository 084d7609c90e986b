/** Sends one export to the API and tells how far it is. */

import { ApiProblem, problemOf } from "@/app/_components/call-api";
import type { ClientKind } from "@/lib/core/client";
import { percentOf } from "@/lib/core/percent";

/** What is said about a file. Instants in epoch milliseconds. */
export interface UploadSettings {
  applianceId: number;
  kind: ClientKind;
  /** Null: the uploader does not say; it is then taken as complete, and asked where that looks doubtful. */
  complete: boolean | null;
  /** Null: not known. */
  exportedAt: number | null;
  /** Null: the appliance's. */
  timeZone: string | null;
  /** Null: as set for the appliance, else found out from the file. */
  dateOrder: "ymd" | "dmy" | "mdy" | null;
  /** Take the earlier import of the same bytes back and read them with these settings. */
  readAgain: boolean;
}

/** `existing`: these bytes are imported already. */
export interface Sent {
  importId: number;
  existing: boolean;
}

/**
 * Resolves when the file is received (fetch cannot tell how far an upload is, XMLHttpRequest can).
 * @throws ApiProblem for every other outcome
 */
export function sendExport(
  file: File,
  settings: UploadSettings,
  onPercent: (percent: number) => void,
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/imports");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onPercent(percentOf(event.loaded, event.total) ?? 0);
    };
    request.onerror = () => reject(new ApiProblem(0, "unreachable", ""));
    request.onload = () => {
      const { status, response } = request;
      const importId = (response as { id?: unknown } | null)?.id;
      if ((status === 200 || status === 202) && typeof importId === "number")
        resolve({ importId, existing: status === 200 });
      else reject(problemOf(status, response));
    };
    request.send(formOf(file, settings));
  });
}

function formOf(file: File, settings: UploadSettings): FormData {
  const form = new FormData();
  form.set("applianceId", String(settings.applianceId));
  form.set("kind", settings.kind);
  if (settings.complete !== null) form.set("complete", String(settings.complete));
  if (settings.exportedAt !== null) form.set("exportedAt", new Date(settings.exportedAt).toISOString());
  if (settings.timeZone !== null) form.set("timeZone", settings.timeZone);
  if (settings.dateOrder !== null) form.set("dateOrder", settings.dateOrder);
  if (settings.readAgain) form.set("readAgain", "true");
  form.set("file", file, file.name);
  return form;
}
