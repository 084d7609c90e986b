import type { Metadata } from "next";
import { words } from "@/lib/platform/words";
import { LinkPage } from "../../_door/link-page";

export const metadata: Metadata = { title: words("access")("newPasswordTitle") };

export default async function NewPasswordPage({ params }: { params: Promise<{ token: string }> }) {
  return <LinkPage purpose="new_password" token={(await params).token} />;
}
