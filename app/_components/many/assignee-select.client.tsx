"use client";
/** To whom work is given: oneself, or (for who may) anybody who works on the appliance. */
import { Select } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "../call-api";

/** Who chooses; `id` null: no person. */
interface Reader {
  id: string | null;
  name: string;
  mayAssign: boolean;
}

interface AssigneeSelectProps {
  applianceId: number;
  reader: Reader;
  value: string | null;
  onChange(value: string | null): void;
}

/** Renders the reader first, then whoever else may be given it, then nobody. */
export function AssigneeSelect({ applianceId, reader, value, onChange }: AssigneeSelectProps) {
  const t = useTranslations("many.assignee");
  const [people, setPeople] = useState<{ id: string; name: string }[]>([]);
  useEffect(() => {
    if (!reader.mayAssign) return;
    callApi<{ items: { id: string; name: string }[] }>("GET", `/api/v1/assignees?applianceId=${applianceId}`)
      .then(({ items }) => setPeople(items))
      .catch(() => setPeople([]));
  }, [applianceId, reader.mayAssign]);
  const others = people.filter(({ id }) => id !== reader.id);
  const me = reader.id === null ? [] : [{ value: reader.id, label: t("me", { name: reader.name }) }];
  return (
    <Select
      label={t("label")}
      data-autofocus
      searchable={others.length > 8}
      allowDeselect={false}
      data={[
        ...me,
        ...others.map(({ id, name }) => ({ value: id, label: name })),
        { value: "nobody", label: t("nobody") },
      ]}
      value={value}
      onChange={onChange}
    />
  );
}
