"use client";
/** Answers how dates are written. */
import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { DiscardFile } from "./discard-file.client";

interface OrderAnswerProps {
  importId: number;
  orders: readonly ("ymd" | "dmy" | "mdy")[];
}

/** Renders a button per order. */
export function OrderAnswer({ importId, orders }: OrderAnswerProps) {
  const t = useTranslations("import");
  const [asked, setAsked] = useState<string | null>(null);
  const { pending, problem, run } = useDeed();
  return (
    <Stack gap="sm">
      <ProblemAlert problem={problem} />
      <Group gap="xs">
        {orders.map((order) => (
          <Button
            key={order}
            variant="outline"
            loading={pending && asked === order}
            disabled={pending && asked !== order}
            onClick={() => {
              setAsked(order);
              void run(
                () => callApi("POST", `/api/v1/imports/${importId}/mapping`, { dateOrder: order }),
                t("answered"),
              );
            }}
          >
            {t(`orders.${order}`)}
          </Button>
        ))}
        <DiscardFile importId={importId} />
      </Group>
    </Stack>
  );
}
