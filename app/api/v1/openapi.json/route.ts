import { apiRoutes } from "@/app/_web/api-routes";
import { openApiDocument } from "@/app/_web/openapi";
import { otherMethods, rawRoute } from "@/app/_web/route";

export const GET = rawRoute(
  {
    operation: { id: "getOpenApi", summary: "This document", tag: "meta" },
    deed: null,
    answers: { 200: { mediaType: "application/json", description: "OpenAPI 3.1" } },
  },
  async () => Response.json(openApiDocument(apiRoutes)),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
