/** Stands in for a page while its query runs: the same shape, so that nothing jumps. */
import { PageSkeleton } from "@/app/_components/page-skeleton";

export default function Loading() {
  return <PageSkeleton />;
}
