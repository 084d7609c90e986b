import type { Metadata } from "next";
import { words } from "@/lib/platform/words";
import { LinkPage } from "../../_door/link-page";

export const metadata: Metadata = { title: words("access")("setUpTitle") };

export default async function SetUpPage({ params }: { params: Promise<{ token: string }> }) {
  return <LinkPage purpose="set_up" token={(await params).token} />;
}
