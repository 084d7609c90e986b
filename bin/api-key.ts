// The inner half of npm run api-key: makes the key that its JSON argument asks for and prints it as JSON.
import { ZodError } from "zod";
import { createApiKeyFromShell } from "../lib/access/create-api-key";

try {
  const key = await createApiKeyFromShell(JSON.parse(process.argv[2] ?? "{}"));
  console.log(JSON.stringify({ key }));
  process.exit(0);
} catch (error) {
  const sentences = error instanceof ZodError ? error.issues.map((issue) => issue.message) : [];
  console.error(sentences.length > 0 ? sentences.join(" ") : error instanceof Error ? error.message : error);
  process.exit(1);
}
