// Checks the settings for npm start and prints, as JSON, those that it needs itself.
import { env } from "../lib/platform/env";

try {
  const { PORT, ROLLCALL_HOST, ROLLCALL_DATA_DIR, ROLLCALL_URL, ROLLCALL_SECRET, DATABASE_URL } = env();
  console.log(
    JSON.stringify({ PORT, ROLLCALL_HOST, ROLLCALL_DATA_DIR, ROLLCALL_URL, ROLLCALL_SECRET, DATABASE_URL }),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
