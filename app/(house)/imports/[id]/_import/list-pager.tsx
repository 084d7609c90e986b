/** The way through one of the lists of an import's page. */
import { Pager } from "@/app/_components/pager";
import { words } from "@/lib/platform/words";
import { importHref, type OpenList } from "../../_list/import-href";
import { listPageSize } from "./open-list";

const t = words("import");

interface ListPagerProps {
  found: { id: number; applianceId: number };
  open: OpenList;
  /** Where on the page the list stands; its pages begin there. */
  anchor?: string;
  /** From 1. */
  page: number;
  total: number;
}

/** Renders nothing where there is one page only. */
export function ListPager({ found, open, anchor = "list", page, total }: ListPagerProps) {
  const from = (page - 1) * listPageSize;
  const hrefOf = (to: number) =>
    to >= 1 && (to - 1) * listPageSize < total
      ? `${importHref(found, { ...open, page: to })}#${anchor}`
      : null;
  return (
    <Pager
      label={t("pages")}
      previous={{ label: t("previous"), href: hrefOf(page - 1) }}
      next={{ label: t("next"), href: hrefOf(page + 1) }}
    >
      {t("page", { from: from + 1, to: Math.min(from + listPageSize, total), total })}
    </Pager>
  );
}
