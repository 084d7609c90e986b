// Somebody who may do nothing: every page says so, and nothing of anybody's fleet is in what they are sent.
import { expect } from "vitest";
import { ago, clientNamed, hourMs, makeSite } from "../site";
import { api, journey, knock } from "../stage";

const nobody = { email: "nemo@example.com", password: "four empty harbours" };

export function refuseNobody(): void {
  journey("somebody without any appliance: refused on every page, nothing leaks", async (stage) => {
    const site = await makeSite("Secret house", ago(30 * hourMs), [
      { name: "Vault", group: "Treasury", seenAt: ago(50 * hourMs) },
    ]);
    const { id: clientId } = await clientNamed(site.id, "Vault");
    const { url } = await api<{ url: string }>("POST", "/api/v1/invitations", {
      email: nobody.email,
      role: "lead",
      appliances: [],
    });
    await knock("invitation", { token: url.split("/").at(-1), name: "Nemo", password: nobody.password });

    const tab = await stage.openTabAs(nobody);
    const { page } = tab;
    const visit = async (path: string) => {
      const answer = await page.goto(path);
      const html = `${await answer?.text()} ${await page.content()}`;
      for (const secret of ["Secret house", "secret-house", "Vault", "Treasury", "24.3.2", "list.csv"])
        expect(html.includes(secret), `${path} tells "${secret}"`).toBe(false);
    };
    const told = /ask an admin/i;
    for (const path of [
      "/",
      "/clients",
      "/work",
      "/work/mine",
      "/work/installers",
      "/work/providers",
      "/imports",
      "/releases",
    ]) {
      await visit(path);
      await page.getByText(told).first().waitFor();
      const doings = page
        .getByRole("main")
        .getByRole("button", { name: /record|import|register|add|choose/i });
      expect(await doings.count(), path).toBe(0);
    }
    for (const path of [
      `/clients/${clientId}`,
      `/imports/${site.importId}`,
      `/rollouts/${site.rolloutId}`,
      "/settings/people",
      "/settings/api-keys",
    ]) {
      tab.expectRefusal(404, new RegExp(`^${path}$`));
      await visit(path);
      await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
      await page.getByText(told).first().waitFor();
    }
    for (const path of [
      "/settings/appliances",
      "/settings/policy",
      `/settings/policy?applianceId=${site.id}`,
    ]) {
      await visit(path);
      await page.getByText(told).first().waitFor();
    }
    const asked = await Promise.all(
      [
        `/api/v1/clients/${clientId}`,
        `/api/v1/imports/${site.importId}`,
        `/api/v1/imports/${site.importId}/rejects.csv`,
        `/api/v1/rollouts/${site.rolloutId}`,
        `/api/v1/clients.csv?applianceId=${site.id}`,
        `/api/v1/work-items?applianceId=${site.id}`,
        "/api/v1/work-items.csv",
        "/api/v1/work-items.html",
        "/api/v1/people",
      ].map((path) => page.request.get(path)),
    );
    for (const answer of asked) {
      expect([200, 403, 404], answer.url()).toContain(answer.status());
      expect(await answer.text(), answer.url()).not.toMatch(/Vault|Treasury|Secret house|24\.3\.2/);
    }
  });
}
