import fc from "fast-check";
import { expect, it } from "vitest";
import { newestFiles } from "@/lib/feeds/folder/newest-files";

const file = (name: string, changedAt: number) => ({ name, changedAt, inode: "1:1", size: 1 });

it("the newest are looked at, in the order of their names, and the rest is told", () => {
  const found = [file("a", 3), file("b", 1), file("c", 2), file("d", 4)];
  expect(newestFiles(found, 3)).toEqual({
    chosen: [file("a", 3), file("c", 2), file("d", 4)],
    rest: [file("b", 1)],
  });
  expect(newestFiles(found, 4).rest).toEqual([]);
});

it("nobody is lost, and nothing that is left out is newer than what is looked at", () => {
  const found = fc.uniqueArray(
    fc.record({ name: fc.string(), changedAt: fc.nat(5), inode: fc.constant("1:1"), size: fc.constant(1) }),
    {
      selector: ({ name }) => name,
    },
  );
  fc.assert(
    fc.property(found, fc.integer({ min: 1, max: 8 }), (files, most) => {
      const { chosen, rest } = newestFiles(files, most);
      expect(chosen).toHaveLength(Math.min(most, files.length));
      expect([...chosen, ...rest].map(({ name }) => name).sort()).toEqual(
        files.map(({ name }) => name).sort(),
      );
      const oldest = Math.min(...chosen.map(({ changedAt }) => changedAt));
      expect(rest.every(({ changedAt }) => changedAt <= oldest)).toBe(true);
    }),
  );
});
