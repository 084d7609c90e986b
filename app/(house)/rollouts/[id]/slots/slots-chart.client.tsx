"use client";
/** Draws slots in use; the charts' code is fetched only here. */
import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";
import type { SlotsAreaProps } from "./slots-area.client";

const height = 240;
const SlotsArea = dynamic(() => import("./slots-area.client").then((module) => module.SlotsArea), {
  ssr: false,
  loading: () => <Skeleton height={height} />,
});

/** Keeps its place while the chart is fetched. */
export function SlotsChart(props: Omit<SlotsAreaProps, "height">) {
  return (
    <div style={{ height }}>
      <SlotsArea {...props} height={height} />
    </div>
  );
}
