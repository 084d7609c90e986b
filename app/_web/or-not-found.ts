/** What a page does about something that is not there or that its reader may not know of. */
import { notFound } from "next/navigation";
import { AppError } from "@/lib/platform/errors";

/** Waits for a read model; its 404 and its 403 become the "nothing here" page. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AppError && (error.status === 404 || error.status === 403)) notFound();
    throw error;
  }
}
