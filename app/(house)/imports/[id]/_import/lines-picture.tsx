/** What became of the lines of a file in one picture: a bar, and a table that is its legend. */
import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, VisuallyHidden } from "@mantine/core";
import {
  IconCircleCheckFilled,
  IconCircleMinus,
  IconCircleX,
  IconInfoCircle,
  IconLineDashed,
} from "@tabler/icons-react";
import Link from "next/link";
import bar from "@/app/_components/state-bar.module.css";
import type { ImportDetail } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { importHref, type LinePart, lineParts } from "../../_list/import-href";
import type { PartCounts } from "./line-counts";
import classes from "./lines-picture.module.css";

const t = words("import");
const common = words("common");

/** Whose colours a part borrows (theme.css), and its shape, so that no colour has to be told from another. */
const looks = {
  read: { state: "checked_in", icon: IconCircleCheckFilled },
  noticed: { state: "overdue", icon: IconInfoCircle },
  rejects: { state: "needs_redeployment", icon: IconCircleX },
  left_out: { state: "excluded", icon: IconCircleMinus },
  skipped: { state: "waiting", icon: IconLineDashed },
} as const satisfies Record<LinePart, { state: string; icon: typeof IconCircleX }>;

interface LinesPictureProps {
  found: Pick<ImportDetail, "id" | "applianceId">;
  counts: PartCounts;
  /** The part whose lines are listed below. */
  open: LinePart | null;
}

/** Renders bar and legend; each part that has lines is a link to them. */
export function LinesPicture({ found, counts, open }: LinesPictureProps) {
  const told = lineParts.filter((part) => counts[part] > 0);
  const total = lineParts.reduce((sum, part) => sum + counts[part], 0);
  const nameOf = (part: LinePart) =>
    t("linesPart", { count: counts[part], part: t(`parts.${part}.word`).toLowerCase() });
  return (
    <div>
      <VisuallyHidden>{t("linesBar", { parts: told.map(nameOf).join(", ") })}</VisuallyHidden>
      <div className={bar.bar} style={{ height: 18 }} aria-hidden>
        {told.map((part) => (
          <Link
            key={part}
            href={importHref(found, { show: part })}
            scroll={false}
            prefetch={false}
            tabIndex={-1}
            title={nameOf(part)}
            className={bar.part}
            data-state={looks[part].state}
            style={{ flexGrow: counts[part] }}
          />
        ))}
      </div>
      <Table className={classes.legend} verticalSpacing={6} mt="xs">
        <TableThead>
          <TableTr>
            <TableTh>{t("linesHead.part")}</TableTh>
            <TableTh className={classes.count}>{t("linesHead.count")}</TableTh>
            <TableTh className={classes.means}>{t("linesHead.means")}</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {lineParts.map((part) => (
            <TableTr key={part} data-empty={counts[part] === 0 || undefined}>
              <TableTh scope="row" className={classes.part}>
                <PartWord found={found} part={part} isEmpty={counts[part] === 0} isOpen={open === part} />
              </TableTh>
              <TableTd className={classes.count}>{common("number", { value: counts[part] })}</TableTd>
              <TableTd className={classes.means}>{t(`parts.${part}.means`)}</TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
      <p className={classes.total}>{t("linesSummary", { total })}</p>
    </div>
  );
}

interface PartWordProps {
  found: LinesPictureProps["found"];
  part: LinePart;
  isEmpty: boolean;
  isOpen: boolean;
}

function PartWord({ found, part, isEmpty, isOpen }: PartWordProps) {
  const { state, icon: Icon } = looks[part];
  const content = (
    <>
      <Icon size={16} aria-hidden className={classes.icon} data-state={state} />
      <span>{t(`parts.${part}.word`)}</span>
    </>
  );
  if (isEmpty) return <span className={classes.word}>{content}</span>;
  return (
    <Link
      href={importHref(found, { show: part })}
      scroll={false}
      prefetch={false}
      className={classes.word}
      aria-current={isOpen ? "page" : undefined}
    >
      {content}
    </Link>
  );
}
