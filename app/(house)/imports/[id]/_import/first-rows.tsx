/** The first rows of a file as they are. */
import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import cards from "@/app/_components/card-table.module.css";
import { ScrollRegion } from "@/app/_components/scroll-region";
import classes from "./first-rows.module.css";

interface FirstRowsProps {
  /** Names the table for people who cannot see it. */
  label: string;
  /** The headings, each told from the others. */
  names: readonly string[];
  rows: readonly (readonly string[])[];
}

/** Renders a table that scrolls sideways, as in a spreadsheet; where it is narrow the first few rows stand as cards. */
export function FirstRows({ label, names, rows }: FirstRowsProps) {
  return (
    <ScrollRegion label={label}>
      <Table withColumnBorders mt="xs" className={`${cards.table} ${classes.rows}`}>
        <TableThead>
          <TableTr>
            {names.map((name) => (
              <TableTh key={name}>{name}</TableTh>
            ))}
          </TableTr>
        </TableThead>
        <TableTbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a file have no other name than their place
            <TableTr key={at}>
              {names.map((name, index) => (
                <TableTd key={name} data-label={name} data-blank={!row[index]?.trim() || undefined}>
                  {row[index]}
                </TableTd>
              ))}
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </ScrollRegion>
  );
}
