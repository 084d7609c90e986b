import type { Metadata } from "next";
import { words } from "@/lib/platform/words";
import { LinkPage } from "../../_door/link-page";

export const metadata: Metadata = { title: words("access")("invitationTitle") };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  return <LinkPage purpose="invitation" token={(await params).token} />;
}
