/** A table that becomes a list of cards where the screen is too narrow for one. */
import {
  Table,
  TableTbody,
  TableTh,
  TableThead,
  type TableThProps,
  TableTr,
  VisuallyHidden,
} from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./card-table.module.css";

/** The word of a column, and its width where that is not left to the browser; `false`: the column is left out. */
export type Head = string | false | ({ word: string } & Pick<TableThProps, "w" | "miw">);

interface CardTableProps {
  heads: readonly Head[];
  /** What can be done with a row stands in the last column; only a screen reader is told its word. */
  deeds?: { word: string; w: number };
  label?: string;
  /** Rows, each cell of which says its column in `data-label`, and that of the deeds `data-corner`. */
  children: ReactNode;
}

export function CardTable({ heads, deeds, label, children }: CardTableProps) {
  return (
    <Table className={classes.table} {...(label && { "aria-label": label })}>
      <TableThead>
        <TableTr>
          {heads.map((head) => {
            if (head === false) return null;
            const { word, ...width } = typeof head === "string" ? { word: head } : head;
            return (
              <TableTh key={word} {...width}>
                {word}
              </TableTh>
            );
          })}
          {deeds && (
            <TableTh w={deeds.w}>
              <VisuallyHidden>{deeds.word}</VisuallyHidden>
            </TableTh>
          )}
        </TableTr>
      </TableThead>
      <TableTbody>{children}</TableTbody>
    </Table>
  );
}
