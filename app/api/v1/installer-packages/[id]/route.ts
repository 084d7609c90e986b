import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { changePackage, removePackage } from "@/lib/work/packages/change-package";
import { changePackageInput } from "@/lib/work/packages/package-schema";

const params = z.object({ id: idParam });

export const PATCH = route(
  {
    operation: { id: "changeInstallerPackage", summary: "Change an installer package", tag: "work" },
    deed: "package.manage",
    params,
    body: changePackageInput,
    answers: { 204: null },
  },
  async ({ ctx, params: { id }, body }) => {
    await changePackage(ctx, id, body);
    return { status: 204 };
  },
);

export const DELETE = route(
  {
    operation: { id: "removeInstallerPackage", summary: "Remove an installer package", tag: "work" },
    deed: "package.manage",
    params,
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await removePackage(ctx, id);
    return { status: 204 };
  },
);

export const { GET, POST, PUT } = otherMethods("PATCH", "DELETE");
