// Checks the settings for npm start and prints, as JSON, those that it needs itself.
import { env } from "../lib/platform/env";

try {
  const { PORT, ROLLCALL_HOST, ROLLCALL_HEAP_MIB, ROLLCALL_DATA_DIR, ROLLCALL_URL } = env();
  const { ROLLCALL_SECRET, DATABASE_URL } = env();
  const place = { PORT, ROLLCALL_HOST, ROLLCALL_DATA_DIR, ROLLCALL_URL };
  console.log(JSON.stringify({ ...place, ROLLCALL_HEAP_MIB, ROLLCALL_SECRET, DATABASE_URL }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
