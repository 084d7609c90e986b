"use client";
/** Draws the check-ins; the charts' code is fetched only here. */
import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";
import type { CheckInAreaProps } from "./check-in-area.client";

const height = 280;
const CheckInArea = dynamic(() => import("./check-in-area.client").then((module) => module.CheckInArea), {
  ssr: false,
  loading: () => <Skeleton height={height} />,
});

/** Keeps its place while the chart is fetched. */
export function CheckInChart(props: Omit<CheckInAreaProps, "height">) {
  return (
    <div style={{ height }}>
      <CheckInArea {...props} height={height} />
    </div>
  );
}
