// A certificate authority that nobody knows, and a certificate for localhost signed by it, where the machine has openssl.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether this machine has openssl; tests that need it use `describe.skipIf(!hasOpenssl)`. */
export const hasOpenssl = spawnSync("openssl", ["version"], { stdio: "ignore" }).status === 0;

/** PEM texts; `names`: what the certificate is for, as openssl's subjectAltName. */
export function makeAuthority(names = "DNS:localhost,IP:127.0.0.1"): {
  caPem: string;
  key: string;
  cert: string;
} {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-ca-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  try {
    openssl(
      "req",
      "-x509",
      ...newKey,
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
      "-days",
      "30",
      "-subj",
      "/CN=Own CA",
    );
    openssl("req", ...newKey, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=appliance");
    writeFileSync(join(folder, "names"), `subjectAltName=${names}`);
    const signed = [
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-days",
      "30",
      "-extfile",
      "names",
    ];
    openssl("x509", "-req", "-in", "request.pem", ...signed, "-out", "cert.pem");
    const read = (name: string) => readFileSync(join(folder, name), "utf8");
    return { caPem: read("ca.pem"), key: read("key.pem"), cert: read("cert.pem") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
