// Makes sure that somebody can sign in, and prints, as JSON, how: see prepareFirstAdmin.
import { prepareFirstAdmin } from "../lib/access/first-admin";
import { SettingsError } from "../lib/platform/env";

try {
  console.log(JSON.stringify(await prepareFirstAdmin()));
  process.exit(0);
} catch (error) {
  const words = error instanceof Error ? (error.stack ?? error.message) : error;
  console.error(error instanceof SettingsError ? error.message : words);
  process.exit(1);
}
