/** Opens a watched folder: what stands in it, or why that cannot be said. */
import { AppError } from "@/lib/platform/errors";
import type { FeedProblem } from "../store";
import { checkFolder } from "./check-folder";
import { findFiles, isOfTheDisk } from "./find-files";
import type { FoundFile } from "./newest-files";

export type OpenedFolder =
  | { problem: FeedProblem }
  | { folder: string; found: FoundFile[]; unnamed: string[] };

/** `path`: below ROLLCALL_FEED_FOLDER. */
export async function openFolder(path: string): Promise<OpenedFolder> {
  try {
    const folder = await checkFolder(path);
    return { folder, ...(await findFiles(folder)) };
  } catch (error) {
    if (error instanceof AppError) return { problem: { code: error.code, sentence: error.detail } };
    if (!isOfTheDisk(error)) throw error;
    const sentence = `Rollcall may not look through the folder (${error.code}). Give its user the right to read and enter it.`;
    return { problem: { code: "folder_unreadable", sentence } };
  }
}
