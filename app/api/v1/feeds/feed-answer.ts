// Decides how the API writes feeds.
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { refusalsAtMost } from "@/lib/feeds/folder/folder-run";
import type { FeedDetail } from "@/lib/feeds/queries";
import { feedSettings, feedTypes } from "@/lib/feeds/schema";
import { importStatuses } from "@/lib/intake/queries";

export const feedAnswer = z
  .object({
    id: z.int(),
    applianceId: z.int(),
    type: z.enum(feedTypes),
    name: z.string(),
    baseUrl: z.string().nullable(),
    settings: feedSettings,
    hasSecrets: z.boolean().meta({ description: "Secrets are never shown." }),
    hasCa: z.boolean(),
    enabled: z.boolean(),
    status: z.enum(["never_ran", "ok", "failing", "paused"]).meta({
      description: "`failing`: the last reading went wrong; what was known before stays.",
    }),
    lastReadAt: instantAnswer
      .nullable()
      .meta({ description: "When it last brought something, or was read." }),
    snapshotAt: instantAnswer.nullable().meta({ description: "As of when the newest list is that it made." }),
    nextRunAt: instantAnswer.nullable(),
    problem: z.object({ code: z.string(), sentence: z.string() }).nullable(),
    failingSince: instantAnswer.nullable(),
    failures: z.int().meta({ description: "Readings in a row that went wrong." }),
    waiting: z.int().meta({ description: "Messages that are kept and not taken in yet." }),
    silence: z.enum(["late", "quiet"]).nullable().meta({
      description:
        "Nothing went wrong, and nothing comes: `late`: its reading is overdue; `quiet`: it sent nothing for a day.",
    }),
    progress: z
      .object({ phase: z.string(), done: z.int().nullable(), total: z.int().nullable(), failures: z.int() })
      .nullable()
      .meta({ description: "How far a reading that is under way has come, where that is known." }),
    files: z
      .object({
        refused: z.array(
          z.object({ name: z.string(), code: z.string(), why: z.string(), since: instantAnswer }),
        ),
        more: z.int().meta({ description: `Refused as well; only the newest ${refusalsAtMost} are listed.` }),
        leftOut: z
          .object({ count: z.int(), of: z.int(), limit: z.int(), sentence: z.string() })
          .nullable()
          .meta({ description: "Files that were never read, for the folder holds too many." }),
      })
      .nullable()
      .meta({
        description:
          "folder: files that could not be taken in, until they change or go away. Null for other feeds.",
      }),
    lastImport: z.object({ id: z.int(), status: z.enum(importStatuses) }).nullable(),
    known: z.record(z.string(), z.unknown()).meta({
      description: "What was learnt of the other side: API version, permissions, clock, units.",
    }),
    counts: z.record(z.string(), z.int()).meta({ description: "What became of what came, by reason." }),
    createdBy: z.string(),
    createdAt: instantAnswer,
    changedAt: instantAnswer,
  })
  .meta({ id: "Feed" });

export function writeFeed(feed: FeedDetail): z.input<typeof feedAnswer> {
  const {
    applianceName: _,
    applianceHostname: __,
    timeZone: ___,
    run: ____,
    caPem,
    lastImport,
    ...rest
  } = feed;
  return {
    ...rest,
    hasCa: caPem !== null,
    known: { ...feed.known },
    lastImport: lastImport && { id: lastImport.id, status: lastImport.status },
    files: feed.files && {
      ...feed.files,
      refused: feed.files.refused.map((each) => ({ ...each, since: writeInstant(each.since) })),
    },
    lastReadAt: writeInstant(feed.lastReadAt),
    snapshotAt: writeInstant(feed.snapshotAt),
    nextRunAt: writeInstant(feed.nextRunAt),
    failingSince: writeInstant(feed.failingSince),
    createdAt: writeInstant(feed.createdAt),
    changedAt: writeInstant(feed.changedAt),
  };
}
