/** What stood out in a file, each sort in one sentence with the way to its lines. */
import { List, ListItem, Text } from "@mantine/core";
import Link from "next/link";
import type { NoticeCount } from "@/lib/intake/count-notices";
import { explainNotice } from "@/lib/intake/explain-import";
import type { ImportDetail } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { importHref } from "../../_list/import-href";
import { partOfNotice } from "./line-counts";
import classes from "./notice-summary.module.css";

const t = words("import");

/** More sorts than these are folded away. */
const shownSorts = 6;

/** Renders the sentences; `notices` as they were counted. */
export function NoticeSummary({ found, notices }: { found: ImportDetail; notices: readonly NoticeCount[] }) {
  const rest = notices.slice(shownSorts);
  return (
    <>
      <Sentences found={found} notices={notices.slice(0, shownSorts)} />
      {rest.length > 0 && (
        <details>
          <summary className={classes.more}>{t("noticesMore", { count: rest.length })}</summary>
          <Sentences found={found} notices={rest} />
        </details>
      )}
    </>
  );
}

function Sentences({ found, notices }: { found: ImportDetail; notices: readonly NoticeCount[] }) {
  return (
    <List size="sm" spacing={6}>
      {notices.map((notice) => (
        <ListItem key={`${notice.code} ${notice.column} ${notice.line}`}>
          {explainNotice(notice, found.cameBy)}{" "}
          <Text span inherit c="var(--quiet)">
            <Link
              className={classes.lines}
              href={importHref(found, {
                show: partOfNotice(notice.code),
                code: notice.code,
                column: notice.column,
              })}
              scroll={false}
              prefetch={false}
            >
              {notice.count === 1
                ? t("noticeLine", { line: notice.line })
                : t("noticeLines", { count: notice.count, line: notice.line })}
            </Link>
          </Text>
        </ListItem>
      ))}
    </List>
  );
}
