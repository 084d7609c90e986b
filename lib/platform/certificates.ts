/** Certificates that people enter. */
import { X509Certificate } from "node:crypto";

/** What is wrong with the certificates that a person entered, in a sentence; null: every one of them can be read. */
export function whyNotTrusted(caPem: string): string | null {
  const found = caPem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) return "There is no certificate in it; it begins with -----BEGIN CERTIFICATE-----.";
  const unreadable = found.findIndex((pem) => !isCertificate(pem));
  return unreadable === -1 ? null : `Certificate ${unreadable + 1} of ${found.length} cannot be read.`;
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
