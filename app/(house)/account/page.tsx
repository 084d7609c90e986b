/** A person's own account: who they are here, and their password. */
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { pageContext, signedInPerson } from "@/app/_web/session";
import { passwordMinChars } from "@/lib/access/password-rules";
import { words } from "@/lib/platform/words";
import { ChangePassword } from "./change-password.client";

const t = words("access");
export const metadata: Metadata = { title: t("accountTitle") };

export default async function AccountPage() {
  const { actor } = await pageContext();
  const email = (await signedInPerson())?.email ?? "";
  return (
    <>
      <PageHeader title={t("accountTitle")} description={t("accountText", { name: actor.name, email })} />
      <Card title={t("changePassword")}>
        <ChangePassword email={email} minChars={passwordMinChars} />
      </Card>
    </>
  );
}
