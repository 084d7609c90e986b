/** The tests that mutants of lib/core have to get past: those of the core alone, without a database. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Tests of thousands of drawn cases take seconds. Most mutants fall to a table before. */
const drawing = /(member-properties|attention|admission|windows|reasons|judging\/explain)\.test\.ts$/;

class TablesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted(
      (one, other) => Number(drawing.test(one.moduleId)) - Number(drawing.test(other.moduleId)),
    );
  }
}

export default defineConfig({
  root,
  resolve: { alias: { "@/": root } },
  test: {
    include: ["test/unit/core/**/*.test.ts"],
    // It would kill by comparing with a copy of the code, and not by what the code should do.
    exclude: ["test/unit/core/judging/as-before.test.ts"],
    setupFiles: ["test/mutants/fixed-draws.ts"],
    sequence: { sequencer: TablesFirst },
    env: { NODE_ENV: "test" },
    testTimeout: 120_000,
  },
});
