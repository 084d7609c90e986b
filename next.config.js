/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // What runs in Node only and must not be bundled.
  serverExternalPackages: [
    "pg",
    "pg-copy-streams",
    "bullmq",
    "ioredis",
    "pino",
    "busboy",
    "better-auth",
    "iconv-lite",
  ],
  experimental: {
    optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"],
  },
};
