"use client";
/** The keys of the work list. */
import { Kbd, Table, TableTbody, TableTd, TableTr } from "@mantine/core";
import { useTranslations } from "use-intl";
import { Dialog } from "@/app/_components/dialog.client";

const keys = [
  ["j", "j"],
  ["k", "k"],
  ["x", "x"],
  ["⇧ x", "shiftx"],
  ["o", "o"],
  ["↵", "enter"],
  ["a", "a"],
  ["s", "s"],
  ["d", "d"],
  ["f", "f"],
  ["b", "b"],
  ["Esc", "escape"],
  ["?", "help"],
] as const;

export function KeysDialog({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const t = useTranslations("work.keys");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("title")}>
      <Table>
        <TableTbody>
          {keys.map(([key, word]) => (
            <TableTr key={key}>
              <TableTd w={70}>
                <Kbd>{key}</Kbd>
              </TableTd>
              <TableTd>{t(word)}</TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </Dialog>
  );
}
