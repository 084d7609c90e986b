// Brings the database of DATABASE_URL up to date and prints, as JSON, which migrations that took.
import { databaseUrl } from "../lib/platform/env";
import { bringUpToDate } from "./carry-over/bring-up-to-date";

try {
  const applied = await bringUpToDate(databaseUrl(), (line) =>
    process.stdout.write(`… ${line}
`),
  );
  // Prisma's engine leaves a timer behind that would keep this process, and a first start, for ten seconds more.
  process.stdout.write(`${JSON.stringify({ applied })}\n`, () => process.exit());
} catch (error) {
  const words = error instanceof Error ? error.message : String(error);
  const unreachable = error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
  console.error(
    unreachable
      ? `The database of DATABASE_URL does not answer (${words || String(error.code)}): check the address.`
      : words,
  );
  process.exitCode = 1;
}
