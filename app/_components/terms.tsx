/** Names and values under each other. */
import { Text } from "@mantine/core";
import { Fragment, type ReactNode } from "react";

const grid = {
  display: "grid",
  gridTemplateColumns: "minmax(6.5rem, max-content) minmax(0, 1fr)",
  gap: "4px var(--mantine-spacing-md)",
  margin: 0,
};

/** A value that is missing is written as a dash. */
export function Terms({ terms }: { terms: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl style={grid}>
      {terms.map(([word, value]) => (
        <Fragment key={word}>
          <Text component="dt" size="sm" c="var(--quiet)">
            {word}
          </Text>
          <Text component="dd" size="sm" m={0} style={{ overflowWrap: "anywhere" }}>
            {value === null || value === "" ? "–" : value}
          </Text>
        </Fragment>
      ))}
    </dl>
  );
}
