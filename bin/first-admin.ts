// Makes sure that somebody can sign in, and prints, as JSON, how: see prepareFirstAdmin.
import { prepareFirstAdmin } from "../lib/access/first-admin";

try {
  console.log(JSON.stringify(await prepareFirstAdmin()));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}
