/** Stands in for the rollout page while its query runs. */
import { PageSkeleton } from "@/app/_components/page-skeleton";

export default function Loading() {
  return <PageSkeleton blocks={[170, 360, 420, 300]} />;
}
