import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apiRoutes } from "@/app/_web/api-routes";
import { openApiDocument } from "@/app/_web/openapi";

/** Every folder of app/api/v1 with a route.ts, as an address; the document itself is the one that cannot list itself. */
function addresses(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return addresses(`${folder}/${entry.name}`);
    return entry.name === "route.ts" ? [folder.replace(/^app/, "")] : [];
  });
}

type Operation = {
  operationId: string;
  responses: Record<string, unknown>;
  parameters?: { name?: string; in?: string }[];
};

describe("the OpenAPI document", () => {
  it("names every route of app/api/v1", () => {
    const known = addresses("app/api/v1").filter((address) => address !== "/api/v1/openapi.json");
    expect(Object.keys(apiRoutes).sort()).toEqual(known.sort());
  });

  it("describes every operation with parameters, answers and problems, and no reference leads nowhere", () => {
    const document = openApiDocument(apiRoutes) as {
      openapi: string;
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, unknown> };
    };
    expect(document.openapi).toBe("3.1.0");
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(document.components.schemas, name).toHaveProperty(name ?? "");
    }
    for (const [path, methods] of Object.entries(document.paths)) {
      expect(Object.keys(methods).length, path).toBeGreaterThan(0);
      for (const operation of Object.values(methods)) {
        expect(
          Object.keys(operation.responses).some((status) => status.startsWith("2")),
          operation.operationId,
        ).toBe(true);
        expect(operation.responses).toHaveProperty("401");
        for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
          expect(
            operation.parameters?.some((parameter) => parameter.in === "path" && parameter.name === name),
            path,
          ).toBe(true);
        }
      }
    }
  });
});
