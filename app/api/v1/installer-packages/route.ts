import { z } from "zod";
import { pageAnswer, pageOfWhole, pageQuery } from "@/app/_web/pagination";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { createPackage } from "@/lib/work/packages/change-package";
import { listPackages } from "@/lib/work/packages/package-queries";
import { createPackageInput } from "@/lib/work/packages/package-schema";
import { packageAnswer, writePackage } from "./package-answer";

export const GET = route(
  {
    operation: {
      id: "listInstallerPackages",
      summary: "Installer packages, and which have to be made again",
      tag: "work",
      description: "A site release makes every package that was made before it invalid.",
    },
    deed: "work.read",
    query: z.object({ applianceId: idParam.optional(), ...pageQuery }),
    answers: { 200: pageAnswer(packageAnswer) },
  },
  async ({ ctx, query: { applianceId, ...page } }) => ({
    status: 200,
    body: pageOfWhole((await listPackages(ctx, applianceId ?? null)).map(writePackage), page),
  }),
);

export const POST = route(
  {
    operation: { id: "createInstallerPackage", summary: "Register an installer package", tag: "work" },
    deed: "package.manage",
    body: createPackageInput,
    answers: { 201: z.object({ id: z.int() }) },
  },
  async ({ ctx, body }) => ({ status: 201, body: { id: await createPackage(ctx, body) } }),
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
