"use client";
/** The files that a person has chosen, sent one after the other. */
import { useRef, useState } from "react";
import { ApiProblem } from "@/app/_components/call-api";
import { sendExport, type UploadSettings } from "./send-export";

/** A chosen file and what has become of it. */
export interface QueuedFile {
  key: number;
  file: File;
  status: "waiting" | "sending" | "sent" | "existing" | "differs" | "failed";
  percent: number;
  importId: number | null;
  problem: unknown;
}

interface UploadQueue {
  files: readonly QueuedFile[];
  busy: boolean;
  add(files: readonly File[]): void;
  remove(key: number): void;
  /** Sends every waiting file; gives the import's number when it was one file only and it was new. */
  send(settings: UploadSettings): Promise<number | null>;
  /** Sends one that differed again, to be read with these settings. */
  readAgain(key: number, settings: UploadSettings): Promise<void>;
}

/** Keeps the queue of one page. */
export function useUploadQueue(): UploadQueue {
  const [files, setFiles] = useState<readonly QueuedFile[]>([]);
  const [busy, setBusy] = useState(false);
  const nextKey = useRef(1);
  const change = (key: number, changes: Partial<QueuedFile>) =>
    setFiles((known) => known.map((queued) => (queued.key === key ? { ...queued, ...changes } : queued)));

  async function sendOne({ key, file }: QueuedFile, settings: UploadSettings): Promise<number | null> {
    change(key, { status: "sending", percent: 0, problem: null });
    try {
      const { importId, existing } = await sendExport(file, settings, (percent) => change(key, { percent }));
      change(key, { status: existing ? "existing" : "sent", importId });
      return existing ? null : importId;
    } catch (problem) {
      const { code, more } =
        problem instanceof ApiProblem ? problem : { code: "", more: {} as Record<string, unknown> };
      const importId = typeof more.importId === "number" ? more.importId : null;
      change(key, { status: code === "import_differs" ? "differs" : "failed", importId, problem });
      return null;
    }
  }

  return {
    files,
    busy,
    add: (chosen) =>
      setFiles((known) => [
        ...known,
        ...chosen.map(
          (file): QueuedFile => ({
            key: nextKey.current++,
            file,
            status: "waiting",
            percent: 0,
            importId: null,
            problem: null,
          }),
        ),
      ]),
    remove: (key) => setFiles((known) => known.filter((queued) => queued.key !== key)),
    async send(settings) {
      const waiting = files.filter(({ status }) => status === "waiting" || status === "failed");
      setBusy(true);
      let last: number | null = null;
      for (const queued of waiting) last = await sendOne(queued, settings);
      setBusy(false);
      return files.length === 1 ? last : null;
    },
    async readAgain(key, settings) {
      const queued = files.find((known) => known.key === key);
      if (!queued) return;
      setBusy(true);
      await sendOne(queued, { ...settings, readAgain: true });
      setBusy(false);
    },
  };
}
